"""Rows as the wire's objects."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from web.keyset import Place

Values = Mapping[str, Any] | Sequence[Any]


def select(statement: str, values: Values) -> list[dict[str, Any]]:
    """Return a dict for each row, by the names of its columns; JSON comes as text."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def first(statement: str, values: Values) -> dict[str, Any] | None:
    rows = select(statement, values)
    return rows[0] if rows else None


def place_of(row: Mapping[str, Any]) -> Place:
    """Return where the row stands in its list: by its columns `created_at` and `key`."""
    return Place(row["created_at"], row["key"])


def without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
