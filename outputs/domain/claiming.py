"""Which deliveries a sender takes next: due ones, by turns, each by one sender at a time.

A claim is a lease: what is not recorded within it is due again, under the same id. Deliveries to
one endpoint (or, of chained calls, to one host) are a lane, with room for so many at a time;
organisations take turns, and so do the lanes of each.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

# How many times as long as a try may take: one may wait here, be made, and be recorded.
LEASE = 4

# An endpoint that does nothing but fail for so many tries has a fifth of the room.
FAILING_AFTER = 10

# Each lane by one probe of the index, whatever its backlog: an EXISTS would read all that is due.
_DUE = "d.state = 'pending' AND NOT d.is_waiting AND NOT d.is_history"
_CLAIM = f"""
    WITH RECURSIVE lanes AS (
        (
            SELECT d.organization_id, d.lane FROM outputs_delivery d WHERE {_DUE}
            ORDER BY d.organization_id, d.lane LIMIT 1
        )
        UNION ALL
        SELECT following.organization_id, following.lane FROM lanes, LATERAL (
            SELECT d.organization_id, d.lane FROM outputs_delivery d
            WHERE {_DUE} AND (d.organization_id, d.lane) > (lanes.organization_id, lanes.lane)
            ORDER BY d.organization_id, d.lane LIMIT 1
        ) following
    ), roomy AS MATERIALIZED (
        SELECT lanes.organization_id, lanes.lane, CASE
            WHEN e.consecutive_failures >= {FAILING_AFTER} THEN %(little)s ELSE %(room)s
        END - coalesce(held.count, 0) AS room, count(*) OVER () AS lanes
        FROM lanes
        CROSS JOIN LATERAL (
            SELECT d.next_attempt_at FROM outputs_delivery d
            WHERE {_DUE} AND d.organization_id = lanes.organization_id AND d.lane = lanes.lane
            ORDER BY d.next_attempt_at LIMIT 1
        ) earliest
        LEFT JOIN outputs_endpoint e ON e.id = lanes.lane
        LEFT JOIN unnest(%(lanes)s::bigint[], %(counts)s::int[]) held (lane, count)
            ON held.lane = lanes.lane
        WHERE (lanes.lane < 0 OR e.state = 'active')
            AND earliest.next_attempt_at <= %(now)s
    ), candidates AS (
        SELECT due.*, row_number() OVER (PARTITION BY roomy.lane ORDER BY due.next_attempt_at) AS n
        FROM roomy, LATERAL (
            SELECT d.id, d.organization_id, d.next_attempt_at, d.claim, d.attempt_count
            FROM outputs_delivery d
            WHERE {_DUE} AND d.organization_id = roomy.organization_id AND d.lane = roomy.lane
                AND d.next_attempt_at <= %(now)s
            ORDER BY d.next_attempt_at, d.id
            LIMIT greatest(0, least(roomy.room, 1 + %(limit)s / roomy.lanes))
            FOR UPDATE OF d SKIP LOCKED
        ) due
    ), chosen AS (
        SELECT fair.* FROM (
            SELECT *, row_number() OVER (PARTITION BY organization_id ORDER BY n) AS turn
            FROM candidates
        ) fair
        LEFT JOIN (
            SELECT id, sum(count) AS count
            FROM unnest(%(organizations)s::bigint[], %(counts)s::int[]) held (id, count)
            GROUP BY id
        ) own ON own.id = fair.organization_id
        WHERE turn <= %(share)s - coalesce(own.count, 0)
        ORDER BY turn, next_attempt_at LIMIT %(limit)s
    ), lost AS (
        UPDATE outputs_attempt a SET error = 'interrupted' FROM chosen
        WHERE chosen.claim IS NOT NULL AND a.delivery_id = chosen.id
            AND a.number = chosen.attempt_count AND a.status IS NULL AND a.error = ''
    ), claimed AS (
        UPDATE outputs_delivery d SET claim = %(claim)s, claimed_until = %(until)s,
            next_attempt_at = %(until)s, attempt_count = d.attempt_count + 1,
            plan_started_at = coalesce(d.plan_started_at, %(now)s)
        FROM chosen WHERE d.id = chosen.id
        RETURNING d.*, chosen.turn
    ), tries AS (
        INSERT INTO outputs_attempt (
            organization_id, delivery_id, endpoint_id, number, at, error, worker
        )
        SELECT organization_id, id, endpoint_id, attempt_count, %(now)s, '', %(worker)s FROM claimed
    )
    SELECT claimed.id, claimed.organization_id, claimed.public_id, claimed.endpoint_id,
        claimed.conversation_id, claimed.lane, claimed.attempt_count, claimed.step,
        claimed.plan_started_at, claimed.store_as <> '', content.body, content.content_type,
        content.request, content.delivery_id IS NULL OR c.erasing_at IS NOT NULL
    FROM claimed
    LEFT JOIN outputs_deliverycontent content ON content.delivery_id = claimed.id
    LEFT JOIN conversations_conversation c ON c.id = claimed.conversation_id
    ORDER BY claimed.turn, claimed.id
"""
_ENDPOINTS = """
    SELECT id, public_id, url, secrets, headers FROM outputs_endpoint WHERE id = ANY(%s)
"""
_RELEASE = """
    WITH dropped AS (
        UPDATE outputs_delivery SET claim = NULL, claimed_until = NULL,
            next_attempt_at = now(), attempt_count = attempt_count - 1
        WHERE id = ANY(%(keys)s) AND claim = %(claim)s
        RETURNING id, attempt_count + 1 AS number
    ), contents AS (
        DELETE FROM outputs_attempt a USING dropped
        WHERE a.delivery_id = dropped.id AND a.number = dropped.number
    )
    SELECT count(*) FROM dropped
"""


class Claimed(NamedTuple):
    """A delivery that this sender has until `until`. `number`: of this try, from 1.

    `is_gone`: its conversation is being erased, or its content went: nothing is to be sent.
    """

    id: int
    organization_id: int
    public_id: str
    endpoint_id: int | None
    conversation_id: int | None
    lane: int
    number: int
    step: int
    plan_started_at: datetime
    keeps_answer: bool
    body: bytes
    content_type: str
    request: bytes | None
    is_gone: bool


class EndpointRow(NamedTuple):
    """An endpoint as sending needs it; `secrets` and `headers` are sealed."""

    id: int
    public_id: str
    url: str
    secrets: bytes
    headers: bytes | None


class Batch(NamedTuple):
    """What one claim brought: deliveries in the order to send them, and their endpoints by id."""

    claim: uuid.UUID
    until: datetime
    deliveries: list[Claimed]
    endpoints: dict[int, EndpointRow]


def claim(limit: int, held: Sequence[tuple[int, int, int]], worker: str) -> Batch:
    """Take up to `limit` due deliveries; `held`: (organisation, lane, how many) it has already.

    An attempt row is written for each, so that none can be made without.
    """
    now = timezone.now()
    room = settings.OUTPUTS_ENDPOINT_CONCURRENCY
    number = uuid.uuid4()
    until = now + timedelta(seconds=LEASE * settings.OUTPUTS_TIMEOUT_SECONDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "now": now,
                "until": until,
                "claim": number,
                "worker": worker,
                "limit": limit,
                # As many again wait here for their turn, so that no slot waits for the database.
                "room": 2 * room,
                "little": max(1, room // 5),
                # No organisation has more than half of what may be under way.
                "share": max(2 * room, settings.OUTPUTS_CONCURRENCY // 2),
                "organizations": [organization for organization, _, _ in held],
                "lanes": [lane for _, lane, _ in held],
                "counts": [count for _, _, count in held],
            },
        )
        deliveries = [Claimed._make(row) for row in cursor.fetchall()]
        wanted = sorted({each.endpoint_id for each in deliveries if each.endpoint_id})
        endpoints = {}
        if wanted:
            cursor.execute(_ENDPOINTS, [wanted])
            endpoints = {row[0]: EndpointRow._make(row) for row in cursor.fetchall()}
    return Batch(number, until, deliveries, endpoints)


def release(claim: uuid.UUID, keys: list[int]) -> None:
    """Give back what was claimed and not begun: due at once, and no try of anybody's."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"claim": claim, "keys": keys})
