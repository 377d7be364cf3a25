"""Taking keys and indexes off before a load and putting them back after it.

Put back, everything is checked and built at once, in order, instead of row by row.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg

from bench.tables import TABLES

# Children before what they refer to: a foreign key needs the other side's unique key.
_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype
FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u') AND conparentid = 0
ORDER BY contype
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@dataclass(frozen=True)
class TakenOff:
    """The statements that bring everything back: indexes and unique keys, then foreign keys."""

    indexes: list[str]
    references: list[str]


_LOADED = tuple(table.name for table in TABLES)


def take_off(connection: psycopg.Connection, tables: Sequence[str] = _LOADED) -> TakenOff:
    """Drop all but the primary keys of the tables, by default of those that are loaded first."""
    names = list(tables)
    indexes: list[str] = []
    references: list[str] = []
    for table, name, definition, kind in connection.execute(_KEYS, [names]).fetchall():
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        back = f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
        (references if kind == "f" else indexes).append(back)
    for name, definition in connection.execute(_INDEXES, [names]).fetchall():
        connection.execute(f"DROP INDEX {name}")
        # On a partitioned table the definition says ONLY, and would leave the partitions out.
        indexes.append(definition.replace(" ON ONLY ", " ON "))
    return TakenOff(indexes, references)


def put_back(url: str, taken: TakenOff) -> None:
    """Build the indexes, two at a time where they are of two tables, then the foreign keys."""
    by_table: dict[str, list[str]] = {}
    for statement in taken.indexes:
        by_table.setdefault(_table_of(statement), []).append(statement)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda statements: run_all(url, statements), by_table.values()))
    run_all(url, taken.references)


def run_all(url: str, statements: Iterable[str]) -> None:
    """Run the statements one after the other, each in a transaction of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _table_of(statement: str) -> str:
    words = statement.replace(" ON public.", " ON ").split()
    return words[2] if words[0] == "ALTER" else words[words.index("ON") + 1]
