"""One page of a selection: its conversations as rows, and what stands in their columns."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from conversations.queries.narrowed import Part, run
from conversations.queries.search import Bounds, search
from findings.queries import walking
from findings.queries.cells import (
    Cells,
    Found,
    findings,
    goals_in,
    others,
    read_findings,
    with_findings,
)
from findings.queries.explored import Explored
from findings.queries.narrowing import order_column, selected
from findings.queries.selection import Selection
from web import highlight, keyset
from web.keyset import BadCursorError, Direction, Place

PAGE_SIZE = 50


class Row(NamedTuple):
    """A conversation; the columns' own names."""

    id: int
    public_id: str
    created_at: datetime
    status: str
    outcome: str
    turn_count: int
    duration_seconds: int | None
    person_label: str
    person_count: int
    version_number: int | None
    goal_states: dict[str, str]


COLUMNS = ", ".join(f"c.{name}" for name in Row._fields)
# A moment is told in microseconds: to read fifty as times takes a tenth of the rest of the page.
_TOLD = ", ".join(
    f"told.{name}"
    if name != "created_at"
    else "(extract(epoch FROM told.created_at) * 1e6)::bigint"
    for name in Row._fields
)
_CREATED = Row._fields.index("created_at")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(row: Row) -> Place:
    return Place(row.created_at, row.id)


def scope(organization_id: int, selection: Selection) -> str:
    """Return what a cursor of the table carries: whose rows, of which selection."""
    return f"{organization_id} {selection.scope}"


def fetch(
    organization_id: int,
    template: Explored,
    selection: Selection,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> list[Row]:
    """Return up to `limit` rows strictly beyond `place`, in reading order of `direction`.

    `older` is down the table, whatever it is sorted by; of a search the order is always by time.
    Raises BadCursorError for a place that has no value to be sorted by any more.
    """
    asked = (organization_id, template, selection, place, direction, limit)
    if selection.filters.q:
        return _searched(*asked)
    is_steady = walking.is_steady(selection)
    return [_row(row) for row in run(_statement(*asked), is_steady=is_steady)]


def _searched(
    organization_id: int,
    template: Explored,
    selection: Selection,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> list[Row]:
    query = highlight.parse(selection.filters.q)
    if not query:
        return []
    found = selected(organization_id, template, selection)
    bounds = Bounds(organization_id, *selection.filters.period())
    return [_row(row) for row in search(found, COLUMNS, query, bounds, place, direction, limit)]


def _statement(
    organization_id: int,
    template: Explored,
    selection: Selection,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> Part:
    if selection.sort:
        return _sorted(organization_id, template, selection, place, direction, limit)
    asked = (organization_id, template, selection)
    return walking.beyond(*asked, COLUMNS, place, direction, limit)


def _row(row: Sequence[Any]) -> Row:
    states = row[-1]
    return Row._make((*row[:-1], json.loads(states) if states != "{}" else {}))


def _sorted(
    organization_id: int,
    template: Explored,
    selection: Selection,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> Part:
    found = selected(organization_id, template, selection, is_sorted=True)
    descends = selection.is_descending == (direction == "older")
    order, sign = ("DESC", "<") if descends else ("ASC", ">")
    keys = ("lead.value", "lead.conversation_created_at", "lead.conversation_id")
    tail = f"ORDER BY {', '.join(f'{key} {order}' for key in keys)} LIMIT %s"
    if place is None:
        return found.statement(COLUMNS, tail, limit)
    value = _value_at(place, selection.sort_goal, order_column(template, selection.sort_goal))
    after = f"AND ({', '.join(keys)}) {sign} (%s, %s, %s)"
    return found.statement(COLUMNS, f"{after} {tail}", value, place.at, place.id, limit)


def _value_at(place: Place, goal: str, column: str) -> Any:
    """Return the value that the row at `place` is sorted by: cursors hold nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM conversations_finding WHERE conversation_id = %s AND goal = %s",
            [place.id, goal],
        )
        row = cursor.fetchone()
    if row is None or row[0] in (None, ""):
        raise BadCursorError
    return row[0]


def page(
    organization_id: int,
    template: Explored,
    selection: Selection,
    asked: keyset.Request,
    columns: Sequence[str],
) -> tuple[keyset.Page[Row], Cells]:
    """Return the page asked for, and what stands in its columns.

    Rows and their findings come by one statement, but for those of a search. Raises BadCursorError
    for a cursor of another selection.
    """
    goals = goals_in(columns)
    is_apart = bool(selection.filters.q) or not goals
    found: dict[int, dict[str, Found]] = {}

    def read(place: Place | None, direction: Direction, limit: int) -> list[Row]:
        told = (organization_id, template, selection, place, direction, limit)
        if is_apart:
            return fetch(*told)
        rows = []
        statement = with_findings(_statement(*told), goals, _TOLD)
        for *row, text in run(statement, is_steady=walking.is_steady(selection)):
            row[_CREATED] = _EPOCH + timedelta(microseconds=row[_CREATED])
            rows.append(_row(row))
            found[rows[-1].id] = read_findings(text)
        return rows

    page = keyset.read(asked, scope(organization_id, selection), PAGE_SIZE, read, place_of)
    ids = [row.id for row in page.rows]
    if is_apart:
        found = findings(ids, goals)
    return page, Cells(found, others(ids, columns))
