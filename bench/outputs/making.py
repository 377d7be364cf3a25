"""Deliveries that are due, made past the product, and taken out again."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice

import psycopg
from django.utils import timezone

from bench.outputs.endpoints import SENT_TO, endpoint_of
from bench.outputs.rows import body_of
from bench.world import SHARES
from conversations.models import Conversation
from outputs.models import Endpoint
from web import ids

BODY = body_of(1, "conversation.ended", datetime(2026, 1, 1, tzinfo=UTC))
ORGANIZATIONS = len(SHARES)
_EACH = 1_000  # conversations of an organisation, which have the deliveries by turns
_SOURCE = "bench-outputs"
_LOOK_EVERY = 0.02  # seconds

_OWN = {"id", "public_id", "session_id", "source", "digest"}
_COLUMNS = {field.column or "" for field in Conversation._meta.concrete_fields}
_REPEATED = ", ".join(sorted(_COLUMNS - _OWN))
_COPY = f"""
INSERT INTO conversations_conversation (public_id, source, {_REPEATED})
SELECT 'iv_{_SOURCE}_' || id, '{_SOURCE}', {_REPEATED} FROM conversations_conversation
WHERE organization_id = %s AND source = 'bench' ORDER BY created_at, id LIMIT {_EACH}
RETURNING id
"""
_MAKE = """
WITH given AS (
    SELECT * FROM unnest(%(conversations)s::bigint[], %(endpoints)s::bigint[], %(facts)s::bigint[])
        AS given (conversation, endpoint, fact)
), made AS (
    INSERT INTO outputs_delivery (
        organization_id, public_id, endpoint_id, conversation_id, template_id, output, kind,
        event_type, goal, fact, target, store_as, answer_due, state, is_waiting, is_history, lane,
        attempt_count, step, next_attempt_at, created_at, last_error
    )
    SELECT e.organization_id, %(prefix)s || '_' || row_number() OVER (), e.id, c.id, c.template_id,
        %(prefix)s, 'webhook', 'conversation.ended', '', given.fact, e.url, '', false, 'pending',
        false, false, e.id, 0, 0, %(due)s, %(due)s, ''
    FROM given JOIN outputs_endpoint e ON e.id = given.endpoint
    JOIN conversations_conversation c ON c.id = given.conversation
    RETURNING id, organization_id
), contents AS (
    INSERT INTO outputs_deliverycontent (
        delivery_id, organization_id, body, content_type, created_at
    )
    SELECT id, organization_id, %(body)s, 'application/json', %(due)s FROM made
)
SELECT pg_notify('outputs', '') FROM (SELECT count(*) FROM made) all_of_them
"""
_PENDING = """
SELECT EXISTS (SELECT FROM outputs_delivery WHERE endpoint_id = ANY(%s) AND state = 'pending')
"""
_OF_ENDPOINTS = "(SELECT id FROM outputs_delivery WHERE endpoint_id = ANY(%s))"
_TABLES = (
    "outputs_attemptcontent", "outputs_attempt", "outputs_deliverycontent", "outputs_delivery",
)  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """Conversations of the organisation with this row id."""

    organization_id: int
    conversations: list[int]


def pools(raw: psycopg.Connection) -> list[Pool]:
    """Copy the oldest conversations of every organisation, so that their own rows stay as they are.

    What is sent belongs to conversations, whose rows tell of it.
    """
    return [
        Pool(key, [row for (row,) in raw.execute(_COPY.encode(), [key])])
        for key in range(1, ORGANIZATIONS + 1)
    ]


def endpoints(pool: Pool, url: str, count: int) -> list[Endpoint]:
    """Make `count` endpoints of the organisation, all of the same address."""
    made = [
        endpoint_of(pool.organization_id, ids.mint(SENT_TO), "Benchmark", url) for _ in range(count)
    ]
    return Endpoint.objects.bulk_create(made)


def make(raw: psycopg.Connection, to: Sequence[tuple[Pool, Endpoint]], count: int) -> None:
    """Make `count` deliveries due now, by turns of these, and wake the senders."""
    turns = list(islice(cycle(to), count))
    following = {pool.organization_id: cycle(pool.conversations) for pool, _ in to}
    raw.execute(
        _MAKE,
        {
            "conversations": [next(following[pool.organization_id]) for pool, _ in turns],
            "endpoints": [endpoint.pk for _, endpoint in turns],
            "facts": list(range(count)),
            "prefix": ids.mint("msg"),
            "due": timezone.now(),
            "body": BODY,
        },
    )


def wait(raw: psycopg.Connection, to: Sequence[Endpoint], seconds: float) -> None:
    """Wait until nothing is pending at these endpoints. Raises TimeoutError."""
    until = time.monotonic() + seconds
    keys = [endpoint.pk for endpoint in to]
    while raw.execute(_PENDING, [keys]).fetchone() == (True,):
        if time.monotonic() > until:
            raise TimeoutError(f"deliveries are still pending after {seconds:.0f} s")
        time.sleep(_LOOK_EVERY)


def take_out_deliveries(owner: psycopg.Connection) -> None:
    """Remove what was made to be sent. Autovacuum is off: this does what it would."""
    found = "SELECT id FROM outputs_endpoint WHERE starts_with(public_id, %s)"
    keys = [key for (key,) in owner.execute(found, [SENT_TO])]
    for table in _TABLES[:-1]:
        statement = f"DELETE FROM {table} WHERE delivery_id IN {_OF_ENDPOINTS}"
        owner.execute(statement.encode(), [keys])
    gone = owner.execute("DELETE FROM outputs_delivery WHERE endpoint_id = ANY(%s)", [keys])
    if gone.rowcount:
        owner.execute(f"VACUUM {', '.join(_TABLES)}, outputs_endpoint".encode())


def take_out(owner: psycopg.Connection) -> None:
    """Remove everything that was made here. `owner`: as the database's owner, in autocommit."""
    take_out_deliveries(owner)
    owner.execute("DELETE FROM outputs_endpoint WHERE starts_with(public_id, %s)", [SENT_TO])
    gone = owner.execute("DELETE FROM conversations_conversation WHERE source = %s", [_SOURCE])
    if gone.rowcount:
        # Nothing of it is to tell on the next run, in no index and no estimate.
        tables = f"conversations_conversation, outputs_endpoint, {', '.join(_TABLES)}"
        owner.execute(f"VACUUM (INDEX_CLEANUP ON, ANALYZE) {tables}".encode())
