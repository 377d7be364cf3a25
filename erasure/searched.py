"""Where a person may be named in texts: which columns there are."""

from dataclasses import dataclass
from functools import lru_cache

from erasure.places import Column, columns_of, condition_of, key_of
from erasure.readings import FINDINGS, READINGS
from privacy.catalogue import declared_places
from privacy.registry import CONVERSATIONS, PERSONS, OnErasure, Place, Store, Subject

_SEARCHED = ("text", "character varying", "jsonb", "bytea")
# Made from other columns that are searched, and made anew when those are redacted (what findings
# repeat is searched by tests of its own); and the key by which an organisation knows somebody else,
# which cannot be taken from them.
PASSED_OVER = {
    CONVERSATIONS: ("person_label", "digest"),
    PERSONS: ("name_search", "external_id"),
    FINDINGS: READINGS,
}
_OF_NO_ROOT = "t.organization_id = %(organization)s"


@dataclass(frozen=True, slots=True)
class Searched:
    """A table with texts. `root`: CONVERSATIONS or PERSONS, whose ids `condition` takes as `keys`,
    or '' for what only belongs to an organisation, up to the id `highest`; `owner`: the SQL of
    that id."""

    table: str
    key: str
    columns: tuple[Column, ...]
    root: str
    condition: str
    owner: str


@lru_cache(maxsize=1)
def searched() -> tuple[Searched, ...]:
    """Return all registered tables with texts, in declared order; once a process."""
    places = {
        place.name: place
        for place in declared_places()
        if place.store is Store.TABLE
        and place.subject is Subject.PARTICIPANT
        and place.on_erasure not in (OnErasure.KEEP, OnErasure.WITH_JOB)
    }
    return tuple(each for place in places.values() if (each := _searched(place, places)))


def of_no_root() -> list[str]:
    """Return the tables with texts that belong to no conversation and no person."""
    return [table.table for table in searched() if not table.root]


def _searched(place: Place, places: dict[str, Place]) -> Searched | None:
    passed_over = PASSED_OVER.get(place.name, ())
    columns = tuple(
        column
        for column in columns_of(place.name)
        if column.name in place.personal
        and column.type in _SEARCHED
        and column.name not in passed_over
        and column.name not in ("public_id", "session_id")
    )
    try:
        key = key_of(place.name)
    except ValueError:
        return (
            None  # A table without a key of one column has no texts of its own: search documents.
        )
    if not columns:
        return None
    if not place.found_by:
        return Searched(
            place.name, key, columns, "", f"{_OF_NO_ROOT} AND t.{key} <= %(highest)s", "NULL"
        )
    condition, root = condition_of(place, places)
    return Searched(place.name, key, columns, root, condition, _owner(place, places, "t"))


def _owner(place: Place, places: dict[str, Place], row: str) -> str:
    """Return the SQL of the conversation's or person's id of a row."""
    parent = place.leads_to
    if parent in (CONVERSATIONS, PERSONS):
        return f"{row}.{place.found_by}"
    inner = _owner(places[parent], places, "p")
    return f"(SELECT {inner} FROM {parent} p WHERE p.{key_of(parent)} = {row}.{place.found_by})"
