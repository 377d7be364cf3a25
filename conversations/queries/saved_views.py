"""The saved views of an organisation, as its sidebar and their page show them."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import F

from conversations.models import SavedView
from orgs.queries import Access

_KEPT_SECONDS = 300
_COUNTS_KEPT_SECONDS = 86_400


class ViewRow(NamedTuple):
    """One saved view; `query` is what stands behind the `?` of the list it names.

    `size`: about how many it had when somebody looked last, "" where nobody did for a day.
    """

    id: int
    owner_id: int
    owner_name: str
    page: str
    name: str
    query: str
    is_shared: bool
    is_default: bool
    size: str = ""


@dataclass(frozen=True, slots=True)
class Views:
    own: list[ViewRow]
    shared: list[ViewRow]


def visible(access: Access) -> Views:
    """Return the user's own views and what others share, by name; kept in the cache."""
    organization_id = access.organization.pk
    kept = cache.get_many([key_of(organization_id), _counts_key(organization_id)])
    rows = kept.get(key_of(organization_id))
    if rows is None:
        rows = remember(organization_id)
    counts = kept.get(_counts_key(organization_id), {})
    found = [ViewRow._make((*row, counts.get(row[0], ""))) for row in rows]
    return Views(
        [row for row in found if row.owner_id == access.user.pk],
        [row for row in found if row.is_shared and row.owner_id != access.user.pk],
    )


def default(access: Access, page: str) -> ViewRow | None:
    """Return the view that the user made the first of this page, if any."""
    own = visible(access).own
    return next((view for view in own if view.is_default and view.page == page), None)


def note_count(access: Access, page: str, query: str, count: str) -> Views:
    """Keep how many the views of this very query have, for the sidebar; the page has counted.

    Returns the views with it, so that the page need not ask for them again.
    """
    views = visible(access)
    told = {
        view.id: count
        for view in (*views.own, *views.shared)
        if view.page == page and view.query == query and view.size != count
    }
    if told:
        key = _counts_key(access.organization.pk)
        cache.set(key, {**cache.get(key, {}), **told}, _COUNTS_KEPT_SECONDS)
    return Views(_counted(views.own, told), _counted(views.shared, told))


def _counted(views: list[ViewRow], told: dict[int, str]) -> list[ViewRow]:
    return [view._replace(size=told.get(view.id, view.size)) for view in views]


def remember(organization_id: int) -> list[tuple[Any, ...]]:
    """Read the organisation's views and put them into the cache; call it after each change."""
    found = SavedView.objects.filter(organization_id=organization_id).order_by("name", "id")
    rows = [
        (
            pk,
            owner_id,
            name or email,
            page,
            title,
            urlencode([(key, value) for key, value in query]),
            *flags,
        )
        for pk, owner_id, name, email, page, title, query, *flags in found.values_list(
            "pk",
            "owner_id",
            F("owner__name"),
            F("owner__email"),
            "page",
            "name",
            "query",
            "is_shared",
            "is_default",
        )
    ]
    cache.set(key_of(organization_id), rows, _KEPT_SECONDS)
    return rows


def key_of(organization_id: int) -> str:
    """Return under which key the cache has an organisation's views."""
    return f"saved-view-rows:{organization_id}"


def _counts_key(organization_id: int) -> str:
    return f"saved-view-counts:{organization_id}"
