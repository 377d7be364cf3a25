"""An export as Parquet, where pyarrow is installed."""

import json
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from findings.exporting.columns import Column
from findings.exporting.numbers import amount
from findings.exporting.reading import Source
from findings.exporting.writing import Out

_DIGITS = 17  # that a double tells apart
_GROUP = 20_000  # rows that are held at a time


def is_available() -> bool:
    return find_spec("pyarrow") is not None


def write_parquet(source: Source, out: Out) -> None:
    """Numbers, booleans and times have their types; what does not fit is told in `unread`.

    So that nothing is lost: `unread` is a JSON object of the texts that are no such value.
    """
    import pyarrow as arrow
    from pyarrow import parquet

    names = [column.name for column in source.columns]
    fields = [(column.name, _type(arrow, column)) for column in source.columns]
    schema = arrow.schema([*fields, (_free_name("unread", names), arrow.string())])
    with parquet.ParquetWriter(arrow.PythonFile(out, mode="w"), schema) as writer:
        group = _Group(source.columns)
        for row in source.texts():
            group.add(row)
            if len(group) == _GROUP:
                writer.write_table(group.table(arrow, schema))
                group = _Group(source.columns)
        writer.write_table(group.table(arrow, schema))


def _free_name(name: str, taken: list[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _type(arrow: Any, column: Column) -> Any:
    types = {
        "number": arrow.float64(),
        "integer": arrow.int64(),
        "boolean": arrow.bool_(),
        "time": arrow.timestamp("ms", tz="UTC"),
    }
    return types.get(column.type, arrow.string())


class _Group:
    """Some rows, column by column."""

    def __init__(self, columns: list[Column]) -> None:
        self._columns = columns
        self._values: list[list[Any]] = [[] for _ in columns]
        self._unread: list[str | None] = []

    def __len__(self) -> int:
        return len(self._unread)

    def add(self, row: tuple[str | None, ...]) -> None:
        unread = {}
        for column, values, text in zip(self._columns, self._values, row, strict=True):
            value = None if text is None else _read(column.type, text)
            if text is not None and value is None:
                unread[column.name] = text
            values.append(value)
        self._unread.append(json.dumps(unread, ensure_ascii=False) if unread else None)

    def table(self, arrow: Any, schema: Any) -> Any:
        arrays = [
            arrow.array(values, type=field.type)
            for values, field in zip([*self._values, self._unread], schema, strict=True)
        ]
        return arrow.Table.from_arrays(arrays, schema=schema)


def _read(type: str, text: str) -> Any:
    """Return the text as its column has it, null where it is none of that type."""
    if type == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    if type == "time":
        return datetime.fromisoformat(text)
    if type not in ("number", "integer"):
        return text
    if type == "integer":
        return int(text)
    return amount(text, _DIGITS)
