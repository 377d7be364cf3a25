"""Reads of the persons room: the list, searched by name or id, and one person.

A name search is never `name_search @@ query ORDER BY last_seen_at LIMIT 51` in one statement: for
a rare name the planner would walk the newest-first index through the whole organisation. The
newest thousand persons are tried first (a common beginning is done there), then the GIN index.
"""

import unicodedata
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from orgs.models import Organization
from persons.models import Person
from web import keyset, sizes
from web.keyset import Direction, Place
from web.words import WORD, fold_word, organization_lexeme

PAGE_SIZE = 50
_WALKED = 1000
_WORDS_KEPT = 20
_ENDS = {
    "older": Place(datetime(9999, 1, 1, tzinfo=UTC), 0),
    "newer": Place(datetime(1, 1, 2, tzinfo=UTC), 0),
}
_COLUMNS = (
    "id", "public_id", "external_id", "name", "conversation_count", "first_seen_at", "last_seen_at",
)  # fmt: skip

_WALK = """
WITH near AS MATERIALIZED (
    SELECT {columns}, name_search FROM persons_person
    WHERE organization_id = %s AND erasing_at IS NULL AND (last_seen_at, id) {beyond} (%s, %s)
    ORDER BY last_seen_at {order}, id {order} LIMIT %s
)
SELECT {columns} FROM near WHERE name_search @@ %s::tsquery
ORDER BY last_seen_at {order}, id {order} LIMIT %s
"""
_INDEX = """
WITH hit AS MATERIALIZED (
    SELECT {columns} FROM persons_person
    WHERE organization_id = %s AND erasing_at IS NULL AND (last_seen_at, id) {beyond} (%s, %s)
      AND name_search @@ %s::tsquery
)
SELECT {columns} FROM hit ORDER BY last_seen_at {order}, id {order} LIMIT %s
"""


def visible(organization: Organization) -> QuerySet[Person]:
    """Return the organisation's persons but for those being erased."""
    return Person.objects.filter(organization=organization, erasing_at__isnull=True)


def get(organization: Organization, public_id: str) -> Person | None:
    return visible(organization).filter(public_id=public_id).first()


def existing(organization_id: int, public_ids: Collection[str]) -> set[str]:
    """Return which of these persons' pages can be opened."""
    found = Person.objects.filter(organization_id=organization_id, erasing_at__isnull=True)
    return set(found.filter(public_id__in=public_ids).values_list("public_id", flat=True))


def about(organization: Organization) -> tuple[int, bool]:
    """Return (how many persons the organisation has, whether that is exact)."""
    return sizes.about(visible(organization))


def scope(q: str) -> str:
    """Return what cursors of the list under the search `q` carry."""
    return f"persons?q={q}"


def page(organization: Organization, q: str, asked: keyset.Request) -> keyset.Page[Person]:
    """Return the page asked for of the persons that `q` means, newest seen first.

    `q` means whoever has it as external id or id, exactly; nobody has, whose name's words begin
    with each of its words. Raises BadCursorError for a cursor of another search.
    """
    if q and not (asked.older or asked.newer):
        exact = with_id(organization, q)
        if exact:
            return keyset.Page(exact, older="", newer="")
    return keyset.read(
        asked,
        scope(q),
        PAGE_SIZE,
        lambda place, direction, limit: fetch(organization, q, place, direction, limit),
        place_of,
    )


def with_id(organization: Organization, text: str) -> list[Person]:
    """Return who has `text` as external id or as id: at most one of each."""
    found = visible(organization).filter(Q(external_id=text) | Q(public_id=text))
    return list(found.only(*_COLUMNS).order_by("-last_seen_at", "-id"))


def place_of(person: Person) -> Place:
    return Place(person.last_seen_at, person.pk)


def fetch(
    organization: Organization, q: str, place: Place | None, direction: Direction, limit: int
) -> list[Person]:
    """Return up to `limit` persons strictly beyond `place`, in reading order of `direction`."""
    if q:
        return _named(organization.pk, name_words(q), place or _ENDS[direction], direction, limit)
    found = visible(organization).only(*_COLUMNS)
    if place:
        found = found.filter(_beyond(place, direction))
    order = ["-last_seen_at", "-id"] if direction == "older" else ["last_seen_at", "id"]
    return list(found.order_by(*order)[:limit])


def _beyond(place: Place, direction: Direction) -> Q:
    """The bare bound on `last_seen_at` is what the index starts from."""
    at, key = place.at, place.id
    if direction == "older":
        return Q(last_seen_at__lte=at) & (Q(last_seen_at__lt=at) | Q(id__lt=key))
    return Q(last_seen_at__gte=at) & (Q(last_seen_at__gt=at) | Q(id__gt=key))


def name_words(q: str) -> list[str]:
    """Return the beginnings of words that `q` asks for, as names are indexed."""
    found = [fold_word(word) for word in WORD.findall(unicodedata.normalize("NFC", q))]
    return list(dict.fromkeys(found))[:_WORDS_KEPT]


def _named(
    organization_id: int, words: list[str], place: Place, direction: Direction, limit: int
) -> list[Person]:
    if not words:
        return []
    own = organization_lexeme(organization_id)
    wanted = " & ".join([f"'{own}'", *(f"'{word}':*" for word in words)])
    head = [organization_id, place.at, place.id]
    found = _raw(_WALK, direction, [*head, _WALKED, wanted, limit])
    if len(found) >= limit:
        return found
    return _raw(_INDEX, direction, [*head, wanted, limit])


def _raw(sql: str, direction: Direction, params: list[Any]) -> list[Person]:
    beyond, order = ("<", "DESC") if direction == "older" else (">", "ASC")
    statement = sql.format(columns=", ".join(_COLUMNS), beyond=beyond, order=order)
    return list(Person.objects.raw(statement, params))
