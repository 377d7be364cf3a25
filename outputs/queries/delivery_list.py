"""One page of the deliveries list, and what stands above it."""

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


def page(
    organization: Organization, filters: DeliveryFilters, asked: keyset.Request
) -> keyset.Page[Row]:
    """Return the page asked for, newest first. Raises BadCursorError."""
    found, params = _narrowed(organization, filters)

    def fetch(place: Place | None, direction: Direction, limit: int) -> list[Row]:
        return _beyond(found, params, place, direction, limit)

    scope = f"{organization.pk} {filters.scope}"
    return keyset.read(asked, scope, PAGE_SIZE, fetch, lambda row: Place(row.created_at, row.id))


def about(organization: Organization, filters: DeliveryFilters) -> tuple[int, bool]:
    """Return (how many pass the filters, whether that is exact)."""
    found, params = _narrowed(organization, filters)
    return sizes.about_sql(f"SELECT d.id {found}", params)


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


def _beyond(
    found: str, params: list[Any], place: Place | None, direction: Direction, limit: int
) -> list[Row]:
    """Return up to `limit` rows strictly beyond `place`, in reading order of `direction`."""
    sign, way = ("<", "DESC") if direction == "older" else (">", "ASC")
    beyond = f" AND (d.created_at, d.id) {sign} (%s, %s)" if place else ""
    rows = f"SELECT d.* {found}{beyond} ORDER BY d.created_at {way}, d.id {way} LIMIT %s"
    at = [place.at, place.id] if place else []
    return read_rows(rows, [*params, *at, limit], f"d.created_at {way}, d.id {way}")


def _narrowed(organization: Organization, filters: DeliveryFilters) -> tuple[str, list[Any]]:
    """Return FROM and WHERE of what passes the filters, and their parameters."""
    tests, params = ["d.organization_id = %s"], [organization.pk]

    def require(test: str, *values: Any) -> None:
        tests.append(test)
        params.extend(values)

    if filters.state and len(filters.state) < len(State):
        require(f"d.state IN ({', '.join(['%s'] * len(filters.state))})", *filters.state)
    if filters.endpoint:
        require(f"d.endpoint_id = {_key_of('outputs_endpoint')}", organization.pk, filters.endpoint)
    if filters.event:
        require("d.event_type = %s", filters.event)
    if filters.template:
        table = "conversations_template"
        require(f"d.template_id = {_key_of(table)}", organization.pk, filters.template)
    since, until = filters.period()
    if since:
        require("d.created_at >= %s", since)
    if until:
        require("d.created_at < %s", until)
    return f"FROM outputs_delivery d WHERE {' AND '.join(tests)}", params


def _key_of(table: str) -> str:
    return f"(SELECT id FROM {table} WHERE organization_id = %s AND public_id = %s)"
