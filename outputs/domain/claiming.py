"""Which deliveries a sender takes next: due ones, by turns, each by one sender at a time.

A claim is a lease: what is not recorded within it is due again, under the same id. Deliveries to
one endpoint (or, of chained calls, to one host) are a lane, with room for so many at a time;
organisations take turns, and so do the lanes of each.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from outputs.claims import Batch, Claimed, EndpointRow
from outputs.domain.claim_statement import CLAIM

# How many times as long as a try may take: one may wait here, be made, and be recorded.
LEASE = 4

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


def claim(
    limit: int, held: Sequence[tuple[int, int, int]], worker: str, at_once: int | None = None
) -> Batch:
    """Take up to `limit` due deliveries; `held`: (organisation, lane, how many) it has already.

    `at_once`: how many of a lane this sender has under way, all that the setting allows by
    default. An attempt row is written for each, so that none can be made without.
    """
    now = timezone.now()
    room = at_once or settings.OUTPUTS_ENDPOINT_CONCURRENCY
    number = uuid.uuid4()
    until = now + timedelta(seconds=LEASE * settings.OUTPUTS_TIMEOUT_SECONDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            CLAIM,
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
