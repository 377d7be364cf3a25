"""One page of a selection: its conversations as rows, and what stands in their columns."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from conversations.queries.search import Bounds, search
from findings.queries import walking
from findings.queries.explored import Explored
from findings.queries.narrowing import order_column, selected
from findings.queries.selection import Selection
from web import highlight, keyset, sizes
from web.keyset import BadCursorError, Direction, Place

PAGE_SIZE = 50
_LONGEST_VALUE = 2_000  # bytes of a value that is read whole; of a longer one its beginning is


class Row(NamedTuple):
    """A conversation; the columns' own names."""

    id: int
    public_id: str
    created_at: datetime
    started_at: datetime | None
    status: str
    outcome: str
    turn_count: int
    duration_seconds: int | None
    person_label: str
    person_count: int
    version_number: int | None
    goal_states: dict[str, str]


COLUMNS = ", ".join(f"c.{name}" for name in Row._fields)


class Found(NamedTuple):
    """A finding in a cell. `value` is JSON's; of a very long one the beginning of its text."""

    goal: str
    value: Any
    is_cut: bool
    evidence_source: str
    is_supported: bool | None
    has_value: bool
    review: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """What the rows of a page have, by conversation id and then by goal or column."""

    findings: dict[int, dict[str, Found]]
    others: dict[int, dict[str, Any]] = field(default_factory=dict)


_FINDINGS = f"""
SELECT conversation_id, goal,
    CASE WHEN goal = ANY(%s) AND pg_column_size(value) <= {_LONGEST_VALUE} THEN value::text END,
    CASE WHEN goal = ANY(%s) THEN value_key END,
    evidence_source, is_supported, value_key <> '', review
FROM conversations_finding WHERE conversation_id = ANY(%s)
"""
_CRITERIA = """
SELECT conversation_id, 'criterion.' || criterion, passed
FROM conversations_criterionresult WHERE conversation_id = ANY(%s) AND criterion = ANY(%s)
"""
_CONTEXT = """
SELECT c.id, 'context.' || wanted.key, left(c.context ->> wanted.key, 300)
FROM conversations_conversation c CROSS JOIN unnest(%s::text[]) wanted (key)
WHERE c.id = ANY(%s) AND c.context ? wanted.key
"""
# Of several persons the first, as in the list.
_PERSONS = """
SELECT DISTINCT ON (part.conversation_id, wanted.key) part.conversation_id, 'person.' || wanted.key,
    left(CASE wanted.key
        WHEN 'name' THEN person.name WHEN 'external_id' THEN person.external_id
        WHEN 'email' THEN person.email
        ELSE CASE split_part(wanted.key, '.', 1) WHEN 'profile' THEN person.profile
            ELSE person.org_context END ->> substr(wanted.key, strpos(wanted.key, '.') + 1)
    END, 300)
FROM conversations_participation part
JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
CROSS JOIN unnest(%s::text[]) wanted (key)
WHERE part.conversation_id = ANY(%s)
ORDER BY part.conversation_id, wanted.key, part.position, part.id
"""


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
    query = highlight.parse(selection.filters.q)
    if selection.filters.q and not query:
        return []
    if query:
        found = selected(organization_id, template, selection)
        bounds = Bounds(organization_id, *selection.filters.period())
        rows = search(found, COLUMNS, query, bounds, place, direction, limit)
    elif selection.sort:
        rows = _sorted(organization_id, template, selection, place, direction, limit)
    else:
        asked = (organization_id, template, selection)
        rows = walking.beyond(*asked, COLUMNS, place, direction, limit)
    return [Row._make((*row[:-1], json.loads(row[-1]))) for row in rows]


def _sorted(
    organization_id: int,
    template: Explored,
    selection: Selection,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> list[tuple[Any, ...]]:
    found = selected(organization_id, template, selection, is_sorted=True)
    descends = selection.is_descending == (direction == "older")
    order, sign = ("DESC", "<") if descends else ("ASC", ">")
    keys = ("lead.value", "lead.conversation_created_at", "lead.conversation_id")
    tail = f"ORDER BY {', '.join(f'{key} {order}' for key in keys)} LIMIT %s"
    if place is None:
        return found.select(COLUMNS, tail, limit)
    value = _value_at(place, selection.sort_goal, order_column(template, selection.sort_goal))
    after = f"AND ({', '.join(keys)}) {sign} (%s, %s, %s)"
    return found.select(COLUMNS, f"{after} {tail}", value, place.at, place.id, limit)


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
    organization_id: int, template: Explored, selection: Selection, asked: keyset.Request
) -> keyset.Page[Row]:
    """Return the page asked for. Raises BadCursorError for a cursor of another selection."""
    return keyset.read(
        asked,
        scope(organization_id, selection),
        PAGE_SIZE,
        lambda place, direction, limit: fetch(
            organization_id, template, selection, place, direction, limit
        ),
        place_of,
    )


def cells(rows: Sequence[Row], columns: Sequence[str]) -> Cells:
    """Return what stands in these columns: a statement for each kind of column there is."""
    ids = [row.id for row in rows]
    names: dict[str, list[str]] = {}
    for kind, _, name in (column.partition(".") for column in columns):
        names.setdefault(kind, []).append(name)
    if not ids:
        return Cells({})
    others: dict[int, dict[str, Any]] = {}
    statements = (
        ("criterion", _CRITERIA, [ids, names.get("criterion")]),
        ("context", _CONTEXT, [names.get("context"), ids]),
        ("person", _PERSONS, [names.get("person"), ids]),
    )
    with connection.cursor() as cursor:
        for kind, statement, params in statements:
            if kind in names:
                cursor.execute(statement, params)
                for id, key, value in cursor.fetchall():
                    others.setdefault(id, {})[key] = value
    return Cells(findings(ids, names.get("goal", [])), others)


def findings(ids: Sequence[int], goals: Sequence[str]) -> dict[int, dict[str, Found]]:
    """Return {conversation id: {goal: finding}} in one statement; values only of `goals`.

    The others tell which goals were reached at all, and so why those before them are empty.
    """
    found: dict[int, dict[str, Found]] = {}
    if not ids or not goals:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_FINDINGS, [list(goals), list(goals), list(ids)])
        for id, goal, value, key, *rest in cursor.fetchall():
            is_cut = rest[2] and value is None
            told = key if is_cut else json.loads(value or "null")
            found.setdefault(id, {})[goal] = Found(goal, told, is_cut, *rest)
    return found


def about(organization_id: int, template: Explored, selection: Selection) -> tuple[int, bool]:
    """Return (how many there are, whether that is exact); a search is not counted.

    Sorted by a goal there are only those that have it.
    """
    found = selected(organization_id, template, selection, is_sorted=bool(selection.sort))
    return sizes.about_sql(f"SELECT c.id {found.sql}", found.params)
