"""Many rows in one statement: COPY for new ones, upserts by key for those that come again."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

Row = tuple[Any, ...]


class Json(str):
    """A value of a json column, written out already."""

    __slots__ = ()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(value: Any) -> Json:
    return Json(_encode(value))


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the columns that intake writes; `key` finds a row within its conversation."""

    name: str
    columns: tuple[str, ...]
    key: str = ""

    @property
    def column_list(self) -> str:
        return ", ".join(self.columns)

    def recordset(self, rows: Iterable[Row]) -> str:
        """Return the rows as a JSON array of objects: one parameter, whatever their number."""
        names = [json.dumps(column) for column in self.columns]
        objects = (
            ",".join(f"{name}:{_json_text(value)}" for name, value in zip(names, row, strict=True))
            for row in rows
        )
        return f"[{','.join(f'{{{text}}}' for text in objects)}]"


def reserve_ids(table: str, count: int) -> list[int]:
    """Return `count` new keys of `table`, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return sorted(id for (id,) in cursor.fetchall())


def copy_rows(table: Table, rows: Iterable[Row]) -> None:
    """Add `rows`, which may be made while the server takes the first ones in already."""
    remaining = iter(rows)
    first = next(remaining, None)
    if first is None:
        return
    # Errors that COPY raises come from psycopg itself, past Django's own wrapping.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({table.column_list}) FROM STDIN") as copy,
    ):
        copy.write_row(first)
        for row in remaining:
            copy.write_row(row)


def update_rows(table: Table, rows: Sequence[Row]) -> None:
    """Overwrite the rows of the same `id`."""
    columns = [column for column in table.columns if column != "id"]
    assignments = ", ".join(f"{column} = told.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table.name} stored SET {assignments}
            FROM json_populate_recordset(NULL::{table.name}, %s) told
            WHERE stored.id = told.id
            """,
            [table.recordset(rows)],
        )


def add_rows(table: Table, rows: Sequence[Row]) -> None:
    """Add a few `rows`, for which COPY is not worth its round trips."""
    with connection.cursor() as cursor:
        cursor.execute(_inserting(table), [table.recordset(rows)])


def upsert_rows(table: Table, rows: Sequence[Row]) -> None:
    """Add `rows`, or overwrite those of the same key; what else there is stays."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(f"{_inserting(table)} {_on_conflict(table)}", [table.recordset(rows)])


def _inserting(table: Table) -> str:
    return (
        f"INSERT INTO {table.name} ({table.column_list}) "
        f"SELECT {table.column_list} FROM json_populate_recordset(NULL::{table.name}, %s)"
    )


def _on_conflict(table: Table) -> str:
    values = [column for column in table.columns if column != table.key]
    assignments = ", ".join(f"{column} = excluded.{column}" for column in values)
    return f"ON CONFLICT (conversation_id, {table.key}) DO UPDATE SET {assignments}"


def replace_rows(table: Table, conversation_ids: list[int], rows: Iterable[Row]) -> None:
    """Make `rows` all that the conversations have in `table`; rows that stay keep their ids."""
    told = f"SELECT {table.column_list} FROM json_populate_recordset(NULL::{table.name}, %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH told AS MATERIALIZED ({told}), gone AS (
                DELETE FROM {table.name} stored
                WHERE conversation_id = ANY(%s) AND NOT EXISTS (
                    SELECT FROM told
                    WHERE told.conversation_id = stored.conversation_id
                    AND told.{table.key} = stored.{table.key}
                )
            )
            INSERT INTO {table.name} ({table.column_list}) SELECT * FROM told
            {_on_conflict(table)}
            """,
            [table.recordset(rows), conversation_ids],
        )


def delete_rows(table: Table, conversation_ids: list[int]) -> None:
    """Delete all that the conversations have in `table`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table.name} WHERE conversation_id = ANY(%s)", [conversation_ids]
        )


def _json_text(value: Any) -> str:
    if isinstance(value, Json):
        return value
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"'
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
