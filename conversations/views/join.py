"""What a participant's link opens: a page for somebody who has no account and needs none."""

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.queries.joining import linked, state_of
from web.ids import PUBLIC_ID
from web.pages import render

_HEADERS = {
    # The address lets in whoever has it: it is neither kept nor handed on.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATUSES = {"open": 200, "ended": 410, "expired": 410, "unknown": 404}


@require_safe
def conversation_join(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead to the embed, or say why not; an erased conversation is as unknown as none."""
    found = linked(public_id) if PUBLIC_ID.fullmatch(public_id) else None
    state = state_of(found, timezone.now()) if found else "unknown"
    context = {
        "state": state,
        "linked": found,
        "href": _embed(found.session_id) if found and state == "open" else "",
    }
    response = render(request, "conversations/join.html", context, status=_STATUSES[state])
    for name, value in _HEADERS.items():
        response[name] = value
    return response


def _embed(session_id: str) -> str:
    return settings.EMBED_URL.replace("{session_id}", quote(session_id, safe=""))
