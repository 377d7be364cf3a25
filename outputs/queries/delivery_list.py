"""One page of the deliveries list, and what stands above it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from orgs.models import Organization
from outputs.filters import DeliveryFilters
from outputs.models import State
from outputs.queries.rows import Row, read_rows
from web import keyset, sizes
from web.keyset import Direction, Place

PAGE_SIZE = 50
FAILED_COUNTED = 1000
FAILED_LATELY = timedelta(days=7)

_ABOVE = """
    SELECT oldest.public_id, oldest.created_at, (
        SELECT count(*) FROM (
            SELECT FROM outputs_delivery WHERE organization_id = %(organization)s
                AND state = 'failed' AND created_at >= %(lately)s LIMIT %(most)s
        ) failed
    )
    FROM (VALUES (1)) one
    LEFT JOIN LATERAL (
        SELECT public_id, created_at FROM outputs_delivery
        WHERE organization_id = %(organization)s AND state = 'pending' AND NOT is_history
        ORDER BY created_at, id LIMIT 1
    ) oldest ON true
"""


class Above(NamedTuple):
    """The delivery that waits longest, if one does; how many failed for good in seven days."""

    oldest: str | None
    oldest_at: datetime | None
    failed: int


class EndpointChoice(NamedTuple):
    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """FROM and WHERE of what passes the filters but for the states, which stand apart."""

    sql: str
    params: list[Any]
    states: tuple[str, ...]


def narrowed(organization: Organization, filters: DeliveryFilters) -> Narrowed:
    """Return what passes the filters; a statement for each name to be looked up in them.

    The names' keys are looked up first: without their values no good plan can be made.
    """
    tests, params = ["d.organization_id = %s"], [organization.pk]

    def require(test: str, value: Any) -> None:
        tests.append(test)
        params.append(value)

    if filters.endpoint:
        require("d.endpoint_id = %s", _key_of("outputs_endpoint", organization, filters.endpoint))
    if filters.event:
        require("d.event_type = %s", filters.event)
    if filters.template:
        key = _key_of("conversations_template", organization, filters.template)
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


def above(organization: Organization) -> Above:
    """Return what needs somebody, whatever the list shows."""
    told = {"organization": organization.pk, "most": FAILED_COUNTED + 1}
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, {**told, "lately": timezone.now() - FAILED_LATELY})
        return Above._make(cursor.fetchone())


def endpoint_choices(organization: Organization) -> list[EndpointChoice]:
    """Return the organisation's endpoints by name; there are 500 at most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public_id, name FROM outputs_endpoint WHERE organization_id = %s"
            " ORDER BY name, id",
            [organization.pk],
        )
        return [EndpointChoice._make(row) for row in cursor.fetchall()]


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


def _key_of(table: str, organization: Organization, public_id: str) -> int:
    """Return the row's id, one that no row has for an unknown name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} WHERE organization_id = %s AND public_id = %s",
            [organization.pk, public_id],
        )
        row = cursor.fetchone()
    return row[0] if row else -1
