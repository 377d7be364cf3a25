"""Putting two deliveries and a tenth into the data for each conversation that ended, once."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

import psycopg

from bench.constraints import take_off
from bench.outputs.addresses import EACH
from bench.outputs.rows import KEPT, TABLES, Ended, Keys, rows
from bench.world import SHARES

_CHUNK = 20_000  # conversations
_SAID_EVERY = 15.0  # seconds
_ENDED = """
SELECT id, organization_id, template_id, ended_at, deliveries FROM conversations_conversation
WHERE id > %s AND source = 'bench' AND ended_at IS NOT NULL ORDER BY id LIMIT %s
"""
_LAST = "SELECT coalesce(max(id), 0) FROM"
_NAMES = ", ".join(table.name for table in TABLES)
Say = Callable[[str], None]


def lacks_deliveries(url: str) -> bool:
    """Whether nothing was loaded yet; all of it is, or nothing."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT EXISTS (SELECT FROM outputs_delivery WHERE endpoint_id <= %s)",
            [EACH * len(SHARES)],
        )
        return found.fetchone() != (True,)


def load(url: str, ends_at: datetime, say: Say) -> None:
    """Write the deliveries of all conversations in one transaction; `url`: as the owner."""
    began = time.monotonic()
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
        taken = take_off(connection, [table.name for table in TABLES])
        written = copy(connection, ends_at, say)
        say(f"{written:,} rows of deliveries in {time.monotonic() - began:.0f} s; indexes …")
        for statement in (*taken.indexes, *taken.references):
            connection.execute(statement)
        set_sequences(connection)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"VACUUM (ANALYZE) {_NAMES}, outputs_endpoint")
    say(f"Deliveries: {time.monotonic() - began:.0f} s")


def copy(connection: psycopg.Connection, ends_at: datetime, say: Say) -> int:
    """Write the deliveries of all conversations; return the number of rows."""
    keys = Keys(*(_last(connection, table) for table in ("outputs_delivery", "outputs_attempt")))
    written, said = 0, time.monotonic()
    for chunk in _chunks(connection):
        lines: defaultdict[str, list[str]] = defaultdict(list)
        for ended in chunk:
            for table, line in rows(ended, keys, ends_at - KEPT):
                lines[table.name].append(line)
        for table in TABLES:
            with connection.cursor() as cursor, cursor.copy(table.copy) as target:
                target.write("".join(lines[table.name]))
            written += len(lines[table.name])
        if time.monotonic() - said > _SAID_EVERY:
            said = time.monotonic()
            say(f"{keys.delivery:,} deliveries, {written:,} rows")
    return written


def set_sequences(connection: psycopg.Connection) -> None:
    """The keys that were given by hand count as used."""
    for table in ("outputs_endpoint", "outputs_delivery", "outputs_attempt"):
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


def _chunks(connection: psycopg.Connection) -> Iterator[list[Ended]]:
    last = 0
    while found := connection.execute(_ENDED, [last, _CHUNK]).fetchall():
        yield [Ended(*row) for row in found]
        last = found[-1][0]


def _last(connection: psycopg.Connection, table: str) -> int:
    [[key]] = connection.execute(f"{_LAST} {table}".encode()).fetchall()
    return int(key)
