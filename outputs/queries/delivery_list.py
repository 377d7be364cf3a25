"""One page of the deliveries list, and what stands above it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from conversations.models import Template
from orgs.models import Organization
from outputs.filters import DeliveryFilters
from outputs.models import State
from outputs.queries.around import Around, Choice
from outputs.queries.rows import Row, read_rows
from web import keyset, sizes
from web.keyset import Direction, Place

PAGE_SIZE = 50
_NO_ROW = -1


@dataclass(frozen=True, slots=True)
class Narrowed:
    """FROM and WHERE of what passes the filters but for the states, which stand apart."""

    sql: str
    params: list[Any]
    states: tuple[str, ...]


def narrowed(organization: Organization, filters: DeliveryFilters, known: Around) -> Narrowed:
    """Return what passes the filters; a statement for a template that is not in the menu.

    The names' keys are looked up first: without their values no good plan can be made.
    """
    tests, params = ["d.organization_id = %s"], [organization.pk]

    def require(test: str, value: Any) -> None:
        tests.append(test)
        params.append(value)

    if filters.endpoint:
        require("d.endpoint_id = %s", _key_in(known.endpoints, filters.endpoint) or _NO_ROW)
    if filters.event:
        require("d.event_type = %s", filters.event)
    if filters.template:
        key = _key_in(known.templates, filters.template) or _key_of(organization, filters.template)
        require("d.template_id = %s", key)
    since, until = filters.period()
    if since:
        require("d.created_at >= %s", since)
    if until:
        require("d.created_at < %s", until)
    states = filters.state if len(filters.state) < len(State) else ()
    return Narrowed(f"FROM outputs_delivery d WHERE {' AND '.join(tests)}", params, states)


def page(
    organization: Organization, filters: DeliveryFilters, found: Narrowed, asked: keyset.Request
) -> keyset.Page[Row]:
    """Return the page asked for, newest first. Raises BadCursorError."""

    def fetch(place: Place | None, direction: Direction, limit: int) -> list[Row]:
        return _beyond(found, place, direction, limit)

    scope = f"{organization.pk} {filters.scope}"
    return keyset.read(asked, scope, PAGE_SIZE, fetch, lambda row: Place(row.created_at, row.id))


def about(found: Narrowed) -> tuple[int, bool]:
    """Return (how many there are, whether that is exact)."""
    among = f" AND d.state IN ({', '.join(['%s'] * len(found.states))})" if found.states else ""
    return sizes.about_sql(f"SELECT d.id {found.sql}{among}", [*found.params, *found.states])


def _beyond(found: Narrowed, place: Place | None, direction: Direction, limit: int) -> list[Row]:
    """Return up to `limit` rows strictly beyond `place`, in reading order of `direction`.

    Each state is walked by itself: together they have no index to be walked by.
    """
    sign, way = ("<", "DESC") if direction == "older" else (">", "ASC")
    order = f"d.created_at {way}, d.id {way}"
    beyond = f" AND (d.created_at, d.id) {sign} (%s, %s)" if place else ""
    params: list[Any] = [*found.params, *([place.at, place.id] if place else [])]
    rows, ordered = f"SELECT d.* {found.sql}{beyond}", f"ORDER BY {order} LIMIT {limit:d}"
    if not found.states:
        return read_rows(f"{rows} {ordered}", params, order)
    union = " UNION ALL ".join(f"({rows} AND d.state = %s {ordered})" for _ in found.states)
    given = [value for state in found.states for value in (*params, state)]
    return read_rows(f"SELECT * FROM ({union}) d {ordered}", given, order)


def _key_in(choices: Iterable[Choice], public_id: str) -> int | None:
    return next((choice.key for choice in choices if choice.public_id == public_id), None)


def _key_of(organization: Organization, template: str) -> int:
    """Return the template's row id, one that no row has for an unknown name."""
    found = Template.objects.filter(organization=organization, public_id=template)
    key: int | None = found.values_list("pk", flat=True).first()
    return key or _NO_ROW
