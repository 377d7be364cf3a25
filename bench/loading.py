"""Filling an empty database: rows are made by two processes and written by COPY."""

import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial

import psycopg

from bench import persons, tables
from bench.constraints import put_back, take_off
from bench.rows import rows
from bench.script import script
from bench.world import SPAN, World, world

_CHUNK = 2_000  # conversations in one transaction
_PROCESSES = 2
_KEYED = (
    "orgs_organization", "conversations_template", "conversations_templateversion",
    "conversations_conversation", "persons_person",
)  # fmt: skip
Say = Callable[[str], None]


def load(url: str, scale: int, ends_at: datetime, say: Say) -> dict[str, float]:
    """Fill the tables of conversations and persons; return how long each step took, in seconds.

    `url`: the database as its owner. Organisations and templates are there already.
    """
    took: dict[str, float] = {}
    began = time.monotonic()

    def done(step: str) -> None:
        took[step] = round(time.monotonic() - began - sum(took.values()), 1)
        say(f"{step}: {took[step]:.0f} s")

    with psycopg.connect(url, autocommit=True) as connection:
        taken = take_off(connection)
        _make_partitions(connection, ends_at)
        _copy_conversations(url, scale, ends_at, say)
        done("rows")
        persons.load(connection, world(scale, ends_at))
        done("persons")
    put_back(url, taken)
    done("indexes")
    with psycopg.connect(url, autocommit=True) as connection:
        set_sequences(connection)
        connection.execute("VACUUM (ANALYZE)")
    done("vacuum")
    return took


def _make_partitions(connection: psycopg.Connection, ends_at: datetime) -> None:
    connection.execute(
        "SELECT conversations_ensure_search_partition(day::date) "
        "FROM generate_series(%s, %s, interval '1 day') day "
        "WHERE extract(day FROM day) = 1 OR day = %s",
        [ends_at - SPAN, ends_at, ends_at - SPAN],
    )


def _copy_conversations(url: str, scale: int, ends_at: datetime, say: Say) -> None:
    began = said = time.monotonic()
    chunks = [range(start, min(start + _CHUNK, scale)) for start in range(0, scale, _CHUNK)]
    work = partial(copy_chunk, url, scale, ends_at)
    written = conversations = 0
    with ProcessPoolExecutor(_PROCESSES) as pool:
        for chunk, count in zip(chunks, pool.map(work, chunks), strict=True):
            written += count
            conversations += len(chunk)
            now = time.monotonic()
            if now - said > 15 or conversations == scale:
                rate = written / (now - began)
                say(f"{conversations:,} conversations, {written:,} rows, {rate:,.0f} rows/s")
                said = now


def copy_chunk(url: str, scale: int, ends_at: datetime, numbers: range) -> int:
    """Write these conversations in one transaction; return the number of rows."""
    with psycopg.connect(url) as connection:
        connection.execute("SET synchronous_commit = off")
        return copy_lines(connection, world(scale, ends_at), numbers)


def copy_lines(connection: psycopg.Connection, world: World, numbers: range) -> int:
    """Write these conversations, parents before children; return the number of rows."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for number in numbers:
        for table, line in rows(script(number, world)):
            lines[table.name].append(line)
    written = 0
    for table in tables.TABLES:
        if found := lines.get(table.name):
            text = "".join(found)
            with connection.cursor() as cursor, cursor.copy(table.copy) as copy:
                copy.write(text)
            written += text.count("\n")
    return written


def set_sequences(connection: psycopg.Connection) -> None:
    """The keys that were given by hand count as used."""
    for table in _KEYED:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )
