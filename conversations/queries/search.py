"""Text search, newest first, that never walks an organisation for a rare word.

`document @@ query ORDER BY created_at LIMIT 51` is never issued: for a rare word the planner walks
the newest-first index and reads every document. Instead the newest thousand documents are tried
one by one (a common word is done there), then windows of months, each twice as long as the last,
go through their GIN indexes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from conversations.queries.narrowed import Narrowed
from web.highlight import Query
from web.keyset import Direction, Place
from web.words import organization_lexeme

_WALKED = 1000
_ENDS = (Place(datetime(1900, 1, 1, tzinfo=UTC), 0), Place(datetime(2300, 1, 1, tzinfo=UTC), 0))

_WALK = """
WITH near AS MATERIALIZED (
    SELECT conversation_id, created_at, document FROM conversations_searchdocument
    WHERE organization_id = %s AND created_at >= %s AND created_at < %s
      AND (created_at, conversation_id) {beyond} (%s, %s)
    ORDER BY created_at {order}, conversation_id {order} LIMIT %s
), hit AS MATERIALIZED (
    SELECT conversation_id FROM near WHERE document @@ %s::tsquery
)
SELECT found.* FROM hit JOIN ({columns}) found ON found.id = hit.conversation_id
ORDER BY found.created_at {order}, found.id {order} LIMIT %s
"""

_WINDOW = """
WITH hit AS MATERIALIZED (
    SELECT conversation_id FROM conversations_searchdocument
    WHERE document @@ %s::tsquery AND created_at >= %s AND created_at < %s
      AND (created_at, conversation_id) {beyond} (%s, %s)
)
SELECT found.* FROM hit JOIN ({columns}) found ON found.id = hit.conversation_id
ORDER BY found.created_at {order}, found.id {order} LIMIT %s
"""

# Where the walk ended, and how far the organisation's documents reach beyond it.
_EDGE = """
SELECT created_at, conversation_id FROM conversations_searchdocument
WHERE organization_id = %s AND created_at >= %s AND created_at < %s
  AND (created_at, conversation_id) {beyond} (%s, %s)
ORDER BY created_at {order}, conversation_id {order} OFFSET %s LIMIT 1
"""
_FAR_END = """
SELECT {extreme}(created_at) FROM conversations_searchdocument
WHERE organization_id = %s AND created_at >= %s AND created_at < %s
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Whose documents, and within which period (from inclusive, to exclusive)."""

    organization_id: int
    since: datetime | None = None
    until: datetime | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.since or _ENDS[0].at, self.until or _ENDS[1].at


def search(
    narrowed: Narrowed,
    columns: str,
    query: Query,
    bounds: Bounds,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Return up to `limit` rows of `columns` whose document matches, beyond `place`.

    `columns` are those of the conversation `c`, its `id` and `created_at` among them.
    """
    older = direction == "older"
    place = place or _ENDS[1 if older else 0]
    words = {"order": "DESC" if older else "ASC", "beyond": "<" if older else ">"}
    inner, inner_params = f"SELECT {columns} {narrowed.sql}", narrowed.params
    asked = f"({query.tsquery}) & '{organization_lexeme(bounds.organization_id)}'"
    head = [bounds.organization_id, *bounds.span, place.at, place.id]
    found = _rows(
        _WALK.format(columns=inner, **words), [*head, _WALKED, asked, *inner_params, limit]
    )
    if len(found) >= limit:
        return found
    edge = _row(_EDGE.format(**words), [*head, _WALKED - 1])
    if edge is None:
        return found
    extreme = "min" if older else "max"
    far = _row(_FAR_END.format(extreme=extreme), [bounds.organization_id, *bounds.span])
    for since, until in _windows(edge[0], far[0] if far else edge[0], direction):
        window = [max(since, bounds.span[0]), min(until, bounds.span[1])]
        params = [asked, *window, *edge, *inner_params, limit - len(found)]
        found += _rows(_WINDOW.format(columns=inner, **words), params)
        if len(found) >= limit:
            break
    return found


def _windows(
    start: datetime, end: datetime, direction: Direction
) -> Iterator[tuple[datetime, datetime]]:
    """Yield spans of whole months from `start` to `end`, each twice as long as the one before."""
    month, last = _month(start), _month(end)
    length = 1
    if direction == "older":
        while month >= last:
            first = month - length + 1
            yield _first_day(first), _first_day(month + 1)
            month, length = first - 1, length * 2
    else:
        while month <= last:
            yield _first_day(month), _first_day(month + length)
            month, length = month + length, length * 2


def _month(at: datetime) -> int:
    at = at.astimezone(UTC)
    return at.year * 12 + at.month - 1


def _first_day(month: int) -> datetime:
    month = min(max(month, 1900 * 12), 2300 * 12)
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def _rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _row(sql: str, params: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
