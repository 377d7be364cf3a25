"""One conversation: its transcript, its session's events, its record."""

import json

from django.http import HttpResponse
from django.http.request import QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.filters import ConversationFilters
from conversations.forms import FilterForm
from conversations.models import Conversation
from conversations.present.events import event_rows
from conversations.present.live import following
from conversations.present.page import Head, head, transcript_page
from conversations.queries import facts, pictures
from conversations.queries.record import record
from conversations.views.access import conversation_or_404
from orgs.http import OrganizationRequest, organization_page
from orgs.roles import Act
from web.pages import render


def list_filters(query: QueryDict) -> ConversationFilters:
    """Return the filters of the list the reader came from; unreadable ones count as none."""
    form = FilterForm(query)
    return form.filters() if form.is_valid() else ConversationFilters()


def _part(query: QueryDict) -> int:
    """Return the part asked for, or the one with the turn asked for."""
    turn, part = query.get("turn", ""), query.get("part", "")
    if turn.isdecimal() and len(turn) < 10:
        return (max(int(turn), 1) - 1) // facts.PART + 1
    return int(part) if part.isdecimal() and len(part) < 10 else 1


def _head(request: OrganizationRequest, conversation: Conversation) -> Head:
    """Return the head of a tab that does not read the transcript itself."""
    known = facts.read(conversation, 1, with_pictures=False).known
    return head(conversation, list_filters(request.GET), known.usage, known.turns)


@require_safe
@organization_page(Act.READ)
def conversation_page(request: OrganizationRequest, public_id: str) -> HttpResponse:
    conversation = conversation_or_404(request, public_id)
    filters = list_filters(request.GET)
    found = facts.read(conversation, _part(request.GET))
    live = following(found, filters, timezone.now())
    context = {
        "head": head(conversation, filters, found.known.usage, found.known.turns),
        "page": transcript_page(found, filters),
        "live": live,
        "event_count": found.known.event_count,
        "coming": pictures.coming(conversation) if live else 0,
        "tab": "transcript",
    }
    return render(request, "conversations/page.html", context)


@require_safe
@organization_page(Act.READ)
def conversation_events(request: OrganizationRequest, public_id: str) -> HttpResponse:
    conversation = conversation_or_404(request, public_id)
    rows = event_rows(conversation, facts.events(conversation))
    context = {
        "head": _head(request, conversation),
        "events": rows,
        "event_count": len(rows),
        "tab": "events",
    }
    return render(request, "conversations/events.html", context)


@require_safe
@organization_page(Act.READ)
def conversation_record(request: OrganizationRequest, public_id: str) -> HttpResponse:
    conversation = conversation_or_404(request, public_id)
    document = record(conversation)
    context = {
        "head": _head(request, conversation),
        "json": json.dumps(document, ensure_ascii=False, indent=2),
        "event_count": len(document["events"]),
        "tab": "record",
    }
    return render(request, "conversations/record.html", context)
