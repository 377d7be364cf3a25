"""The saved views of an organisation, as its sidebar and their page show them."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import F

from conversations.models import SavedView
from orgs.queries import Access

_KEPT_SECONDS = 300


class ViewRow(NamedTuple):
    """One saved view; `query` is what stands behind the `?` of the list it names."""

    id: int
    owner_id: int
    owner_name: str
    name: str
    query: str
    is_shared: bool


@dataclass(frozen=True, slots=True)
class Views:
    own: list[ViewRow]
    shared: list[ViewRow]


def visible(access: Access) -> Views:
    """Return the user's own views and what others share, by name; kept in the cache."""
    rows = cache.get(key_of(access.organization.pk))
    if rows is None:
        rows = remember(access.organization.pk)
    found = [ViewRow(*row) for row in rows]
    return Views(
        [row for row in found if row.owner_id == access.user.pk],
        [row for row in found if row.is_shared and row.owner_id != access.user.pk],
    )


def remember(organization_id: int) -> list[tuple[Any, ...]]:
    """Read the organisation's views and put them into the cache; call it after each change."""
    found = SavedView.objects.filter(organization_id=organization_id).order_by("name", "id")
    rows = [
        (
            pk,
            owner_id,
            name or email,
            title,
            urlencode([(key, value) for key, value in query]),
            is_shared,
        )
        for pk, owner_id, name, email, title, query, is_shared in found.values_list(
            "pk", "owner_id", F("owner__name"), F("owner__email"), "name", "query", "is_shared"
        )
    ]
    cache.set(key_of(organization_id), rows, _KEPT_SECONDS)
    return rows


def key_of(organization_id: int) -> str:
    """Return under which key the cache has an organisation's views."""
    return f"saved-views:{organization_id}"
