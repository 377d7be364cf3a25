"""Pages that follow along: they ask every two seconds, and mostly hear that nothing changed."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.present import live as present
from conversations.present.following import is_over
from conversations.present.live_rows import changed_rows, seen_rows
from conversations.present.page import head, page_with
from conversations.present.placing import placed_of, shown_of
from conversations.queries import facts, pictures
from conversations.queries import live as queries
from conversations.views.access import conversation_or_404
from conversations.views.page import list_filters
from orgs.http import OrganizationRequest, organization_page, record_reading
from orgs.roles import Act
from web.pages import render

# htmx takes what such an answer holds and asks no more.
NO_MORE = 286


@require_safe
@organization_page(Act.READ, logged=False)
def conversation_live(request: OrganizationRequest, public_id: str) -> HttpResponse:
    """Answer a poll with what the page lacks: 204 for nothing, 286 where no more will come."""
    seen = present.Seen.told(request.GET)
    pulse = queries.pulse(request.access.organization, public_id)
    if pulse is None:
        raise Http404
    if pulse.revision == seen.revision:
        ends = is_over(pulse.status, pulse.updated_at, timezone.now())
        return HttpResponse(status=NO_MORE if ends else 204)
    return _changes(request, public_id, seen)


@require_safe
@organization_page(Act.READ, logged=False)
def list_live(request: OrganizationRequest) -> HttpResponse:
    """Answer a list's poll with those of its rows that changed; 286 where none can any more."""
    organization, filters = request.access.organization, list_filters(request.GET)
    seen = seen_rows(request.GET.getlist("row"))
    changed = queries.changes(organization, seen)
    if not any(changed):
        return HttpResponse(status=204 if seen else NO_MORE)
    record_reading(request, "conversation_list", sparingly=True)
    page = changed_rows(organization, filters, changed, seen)
    status = 200 if page.live else NO_MORE
    return render(request, "conversations/live_rows.html", {"list": page}, status=status)


def _changes(request: OrganizationRequest, public_id: str, seen: present.Seen) -> HttpResponse:
    conversation, filters = conversation_or_404(request, public_id), list_filters(request.GET)
    record_reading(request, "conversation_page", public_id, sparingly=True)
    found = facts.read(conversation, seen.part)
    placed, shown = placed_of(found), shown_of(found)
    now_seen = present.Seen.of(found, placed, shown)
    if now_seen.turn < seen.turn or now_seen.part != seen.part:  # It was imported anew meanwhile.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    mark = present.mark(found, filters, now_seen, timezone.now())
    context = {
        "live": mark,
        "head": head(conversation, filters, found.known.usage, found.known.turns, is_alone=True),
        "page": page_with(found, placed, []),
        "delta": present.delta(found, placed, shown, seen, filters),
        "event_count": found.known.event_count,
        "coming": pictures.coming(conversation),
    }
    status = 200 if mark.href else NO_MORE
    return render(request, "conversations/live.html", context, status=status)
