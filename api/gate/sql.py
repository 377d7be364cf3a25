"""Reads for answers: prepared statements whose rows hold the wire's own values.

Times come as the wire writes them: PostgreSQL has them in UTC as text already, and to make a
`datetime` of each only to write it out again was a third of what a list cost.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg.abc import Buffer
from psycopg.adapt import Loader

from web.keyset import Place
from web.prepared import prepared_cursor

Values = Mapping[str, Any] | Sequence[Any]
Row = dict[str, Any]


class _WireTime(Loader):
    """`2026-05-01 12:00:00.5+00`, as connections in UTC get it, into `2026-05-01T12:00:00.5Z`."""

    def load(self, data: Buffer) -> str:
        text = bytes(data).decode()
        return f"{text[:10]}T{text[11:-3]}Z"


def select(statement: str, values: Values) -> list[Row]:
    """Return a dict for each row, by the names of its columns; times and JSON come as text."""
    with prepared_cursor() as cursor:
        cursor.adapters.register_loader("timestamptz", _WireTime)
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first(statement: str, values: Values) -> Row | None:
    """Return the first row, or None where there is none."""
    rows = select(statement, values)
    return rows[0] if rows else None


def place_of(row: Row) -> Place:
    """Return where the row stands in its list: by its columns `created_at` and `key`."""
    return Place(datetime.fromisoformat(row["created_at"]), row["key"])


def hide(rows: Sequence[Row], *names: str) -> Sequence[Row]:
    """Take what is no part of the answer out of the rows, which a list asked for its own sake."""
    for row in rows:
        for name in names:
            del row[name]
    return rows


def wire_time(at: datetime) -> str:
    """Return a time as `select` does."""
    text = at.astimezone(UTC).isoformat()[:-6]
    return f"{text.rstrip('0') if '.' in text else text}Z"
