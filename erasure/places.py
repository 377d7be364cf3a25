"""The registry as a job works with it: in which order, and by which statements.

A place is found from lists of internal ids (`Target`): of conversations, of persons, and of rows
that stay while what hangs on them goes. Everything else is found from these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from django.db import connection
from django.utils.module_loading import import_string

from privacy.catalogue import declared_places
from privacy.registry import CONVERSATIONS, PERSONS, OnErasure, Place, Store, Subject

_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND conparentid = 0 AND conrelid <> confrelid
"""
_COLUMNS = """
    SELECT attname::text, NOT attnotnull, atttypid::regtype::text FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
_KEY = """
    SELECT a.attname::text FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
    WHERE i.indrelid = %s::regclass AND i.indisprimary
"""
_BLANKS = {"jsonb": "'{}'", "bytea": "''", "text": "''", "character varying": "''"}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    is_nullable: bool
    type: str

    @property
    def blank(self) -> str:
        """What an emptied column holds, as SQL."""
        if self.is_nullable:
            return "NULL"
        if self.type.endswith("[]"):
            return "'{}'"
        return _BLANKS[self.type]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that is erased row by row. `root`: whose list of ids it is found from.

    The statements take `keys`, ids of the root, and nothing else.
    """

    place: Place
    root: str
    condition: str
    change: str

    @property
    def counting(self) -> str:
        return f"SELECT count(*) FROM {self.place.name} WHERE {self.remaining}"

    @property
    def remaining(self) -> str:
        """What holds of a row that still has to go; one that was emptied or detached is none."""
        return self.condition

    @property
    def erasing(self) -> str:
        name = self.place.name
        if self.place.on_erasure is OnErasure.DELETE:
            return f"DELETE FROM {name} WHERE {self.condition}"
        return f"UPDATE {name} SET {self.change} WHERE {self.remaining}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All places that an erasure has to do with. `rows`: in an order that foreign keys allow.

    `listed`: tables whose rows are listed as targets besides conversations and persons, and the
    statement that finds theirs from conversations.
    """

    rows: tuple[Rows, ...]
    handled: tuple[Place, ...]
    listed: Mapping[str, str]

    def row(self, name: str) -> Rows | None:
        """Return a table by its name, None where a job's step names one that there is no more."""
        return next((each for each in self.rows if each.place.name == name), None)

    def handled_for(self, *, is_person: bool) -> list[Place]:
        """Return the handled places that a job has to do with: some go with persons alone."""
        return [
            place
            for place in self.handled
            if is_person or not getattr(handler_of(place), "is_of_persons", False)
        ]

    def handled_place(self, name: str) -> Place | None:
        return next((each for each in self.handled if each.name == name), None)


def handler_of(place: Place) -> Any:
    """Return the room's Handler for a place that names one."""
    return import_string(place.handler)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return what is declared, read against the live catalogue; once a process."""
    return build(declared_places())


def build(places: Iterable[Place]) -> Catalogue:
    """Return the catalogue of these places. Raises ValueError for one that leads nowhere."""
    erased = [p for p in places if p.is_erased and p.subject is Subject.PARTICIPANT]
    tables = {p.name: p for p in erased if p.store is Store.TABLE and p.found_by}
    parents = {p.leads_to for p in tables.values()} - {CONVERSATIONS, PERSONS}
    listed = {
        name: f"SELECT {_key(name)} FROM {name} WHERE {condition_of(tables[name], tables)[0]}"
        for name in sorted(parents & tables.keys())
        if tables[name].on_erasure is not OnErasure.DELETE
    }
    rows = {name: _rows(place, tables, tuple(listed)) for name, place in tables.items()}
    handled = tuple(p for p in erased if p.handler)
    # Objects first: their keys are made from rows. Caches last: they are made anew from rows.
    first = tuple(p for p in handled if p.store is not Store.CACHE)
    last = tuple(p for p in handled if p.store is Store.CACHE)
    return Catalogue(tuple(rows[name] for name in _order(tables)), first + last, listed)


def _rows(place: Place, tables: Mapping[str, Place], listed: tuple[str, ...]) -> Rows:
    condition, root = condition_of(place, tables, listed)
    if place.on_erasure is OnErasure.DELETE:
        return Rows(place, root, condition, "")
    columns = {column.name: column for column in _columns(place.name)}
    emptied = [columns[name] for name in place.personal]
    changes = [f"{column.name} = {column.blank}" for column in emptied]
    changes += [f"{name} = {left}" for name, left in place.cut.items()]
    change = ", ".join([*changes, f"{place.mark} = now()"] if place.mark else changes)
    if place.on_erasure is OnErasure.SCRUB:
        filled = " OR ".join(
            f"{column.name} IS DISTINCT FROM {_typed(column)}" for column in emptied
        )
        condition = f"{condition} AND ({filled})"
    return Rows(place, root, condition, change)


def _typed(column: Column) -> str:
    return f"{column.blank}::{column.type}"


def condition_of(
    place: Place, tables: Mapping[str, Place], listed: tuple[str, ...] = ()
) -> tuple[str, str]:
    """Return (what holds of the place's rows, the root whose ids are `keys`)."""
    parent = place.leads_to
    if parent in (CONVERSATIONS, PERSONS) or parent in listed:
        return f"{place.found_by} = ANY(%(keys)s)", parent
    if parent not in tables:
        raise ValueError(f"{place.name}: its parent {parent} is not erased")
    inner, root = condition_of(tables[parent], tables, listed)
    return f"{place.found_by} IN (SELECT {_key(parent)} FROM {parent} WHERE {inner})", root


def _order(tables: Mapping[str, Place]) -> list[str]:
    """Return the tables, each before those that it refers to or is found by, else as declared."""
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(tables, ()))
    with connection.cursor() as cursor:
        cursor.execute(_FOREIGN_KEYS)
        edges = cursor.fetchall()
    edges += [(place.name, place.leads_to) for place in tables.values()]
    for child, parent in edges:
        if child != parent and child in tables and parent in tables:
            sorter.add(parent, child)
    return list(sorter.static_order())


@lru_cache(maxsize=200)
def _key(table: str) -> str:
    """Return the table's key, for tables that are parents: one column."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [table])
        [(name,)] = cursor.fetchall()
    return str(name)


@lru_cache(maxsize=200)
def _columns(table: str) -> tuple[Column, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        return tuple(Column(*row) for row in cursor.fetchall())


def key_of(table: str) -> str:
    """Return the name of the table's key column. Raises ValueError where it has more than one."""
    return _key(table)


def columns_of(table: str) -> tuple[Column, ...]:
    """Return the table's columns with their types."""
    return _columns(table)
