"""Putting conversations away and bringing them back, one by one and many at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from conversations import domain
from conversations.filters import ConversationFilters
from conversations.present.listing import list_url
from conversations.views.access import conversation_or_404
from conversations.views.page import list_filters
from orgs.http import OrganizationRequest, actor_of, organization_page
from orgs.roles import Act
from web import format as formats
from web.ids import PUBLIC_ID

_SALT = "conversations.archived"
Move = Callable[..., list[str]]


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def conversations_archive(request: OrganizationRequest) -> HttpResponseBase:
    """Put away those that are ticked, or all that match; the list that follows can undo it."""
    return _many(request, domain.archive, "archived")


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def conversations_restore(request: OrganizationRequest) -> HttpResponseBase:
    """Bring those that are ticked back, or all that match, or what was just put away."""
    return _many(request, domain.restore, "restored")


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def conversation_archive(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _one(request, public_id, domain.archive, "Archived: it is out of the default list.")


@require_http_methods(["GET", "HEAD", "POST"])
@organization_page(Act.REVIEW)
def conversation_restore(request: OrganizationRequest, public_id: str) -> HttpResponseBase:
    return _one(request, public_id, domain.restore, "Brought back into the list.")


def _many(request: OrganizationRequest, move: Move, done: str) -> HttpResponseBase:
    """Whoever signs in on the way comes back by GET: that leads to the list and moves nothing."""
    organization = request.access.organization
    filters = list_filters(QueryDict(request.POST.get("query", "")[:5000].removeprefix("?")))
    here = list_url(organization.slug, filters)
    if request.method != "POST":
        return redirect(here)
    if "all" in request.POST:
        return _matching(request, filters, done, here)
    if "undo" in request.POST:
        return _undone(request, here)
    ids = [each for each in request.POST.getlist("id") if PUBLIC_ID.fullmatch(each)]
    if not ids:
        messages.info(request, "Nothing was ticked.")
        return redirect(here)
    if len(ids) > domain.MOST_AT_ONCE:
        messages.error(request, f"At most {domain.MOST_AT_ONCE} go at once; nothing was moved.")
        return redirect(here)
    moved = _moved(request, move, ids)
    if not moved:
        messages.info(request, f"None of them had to be {done}.")
        return redirect(here)
    return _with_undo(here, [done, moved])


def _matching(
    request: OrganizationRequest, filters: ConversationFilters, done: str, here: str
) -> HttpResponseBase:
    """Move everything that the list shows, page after page of it."""
    whose: Any = {"actor": actor_of(request), "organization": request.access.organization}
    if done != "archived":
        count = domain.restore_matching(**whose, filters=filters)
        messages.info(request, f"{formats.plural(count, 'conversation')} {done}.{_rest(count)}")
        return redirect(here)
    count, at = domain.archive_matching(**whose, filters=filters)
    if not count:
        messages.info(request, f"None of them had to be {done}.")
        return redirect(here)
    return _with_undo(here, [done, count, at.isoformat()])


def _undone(request: OrganizationRequest, here: str) -> HttpResponseBase:
    """Bring back what was put away with all that matched."""
    at = _undo_of(request.POST["undo"])[2:]
    count = 0
    if at:
        count = domain.restore_of(
            actor=actor_of(request),
            organization=request.access.organization,
            at=datetime.fromisoformat(at[0]),
        )
    messages.info(request, f"{formats.plural(count, 'conversation')} restored.")
    return redirect(here)


def _rest(count: int) -> str:
    is_cut = count >= domain.MOST_MATCHING
    return " These were the newest; press again for the next ones." if is_cut else ""


def _with_undo(here: str, undo: list[Any]) -> HttpResponseBase:
    token = urlencode({"undo": signing.dumps(undo, salt=_SALT, compress=True)})
    return redirect(f"{here}{'&' if '?' in here else '?'}{token}")


def _one(request: OrganizationRequest, public_id: str, move: Move, told: str) -> HttpResponseBase:
    conversation_or_404(request, public_id)
    query = request.POST.get("query", "")[:5000].removeprefix("?")
    if request.method == "POST" and _moved(request, move, [public_id]):
        messages.success(request, told)
    response = redirect("conversation_page", request.access.organization.slug, public_id)
    if query:
        response["Location"] += f"?{urlencode(list_filters(QueryDict(query)).pairs())}"
    return response


def _moved(request: OrganizationRequest, move: Move, ids: list[str]) -> list[str]:
    return move(actor=actor_of(request), organization=request.access.organization, public_ids=ids)


def _undo_of(token: str) -> list[Any]:
    """Return [done, ids] or, of all that matched, [done, how many, when]; [] for no such token."""
    try:
        return list(signing.loads(token, salt=_SALT, max_age=3600))
    except signing.BadSignature:
        return []


def told_undo(token: str) -> dict[str, Any] | None:
    """Return what the list says of what was just done: {words, verb, ids, token}; None for nothing.

    `token`: instead of the ids, where they were many.
    """
    undo = _undo_of(token)
    if not undo:
        return None
    done, moved, *at = undo
    count = moved if at else len(moved)
    return {
        "words": f"{formats.plural(count, 'conversation')} {done}.{_rest(count) if at else ''}",
        "verb": "restore" if done == "archived" else "archive",
        "ids": [] if at else moved,
        "token": token if at else "",
    }
