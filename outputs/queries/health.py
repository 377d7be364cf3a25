"""Endpoints and how they do: from their newest tries alone, so that no count grows for ever."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from orgs.models import Organization
from outputs.models import Endpoint

LATELY = timedelta(hours=24)
TRIES_OF_LIST, TRIES_OF_PAGE = 200, 20_000
COUNTED = 1000

_ENDED = "(a.status IS NOT NULL OR a.error <> '')"
_HEALTH = f"""
    SELECT e.id, tried.tries, tried.good, tried.p95, due.next_at, waiting.count,
        failed.count
    FROM unnest(%(keys)s::bigint[]) e (id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS tries, count(*) FILTER (WHERE newest.error = '') AS good,
            percentile_disc(0.95) WITHIN GROUP (ORDER BY newest.latency_ms)
                FILTER (WHERE newest.status IS NOT NULL) AS p95
        FROM (
            SELECT a.status, a.error, a.latency_ms FROM outputs_attempt a
            WHERE a.endpoint_id = e.id AND a.at > %(since)s AND {_ENDED}
            ORDER BY a.at DESC LIMIT %(most)s
        ) newest
    ) tried
    LEFT JOIN LATERAL (
        SELECT d.next_attempt_at AS next_at FROM outputs_delivery d
        WHERE d.organization_id = %(organization)s AND d.lane = e.id AND d.state = 'pending'
            AND NOT d.is_waiting AND NOT d.is_history
        ORDER BY d.next_attempt_at LIMIT 1
    ) due ON true
    CROSS JOIN LATERAL (
        SELECT count(*) FROM (
            SELECT FROM outputs_delivery d
            WHERE d.endpoint_id = e.id AND d.state = 'pending' LIMIT %(counted)s
        ) held
    ) waiting
    CROSS JOIN LATERAL (
        SELECT count(*) FROM (
            SELECT FROM outputs_delivery d
            WHERE d.endpoint_id = e.id AND d.state = 'failed' LIMIT %(counted)s
        ) lost
    ) failed
"""
_HOURS = f"""
    SELECT date_bin('1 hour', newest.at, %(origin)s), count(*) FILTER (WHERE newest.error = ''),
        count(*) FILTER (WHERE newest.error <> ''),
        percentile_disc(0.95) WITHIN GROUP (ORDER BY newest.latency_ms)
            FILTER (WHERE newest.status IS NOT NULL)
    FROM (
        SELECT a.at, a.status, a.error, a.latency_ms FROM outputs_attempt a
        WHERE a.endpoint_id = %(endpoint)s AND a.at >= %(origin)s AND {_ENDED}
        ORDER BY a.at DESC LIMIT %(most)s
    ) newest
    GROUP BY 1 ORDER BY 1
"""


class Health(NamedTuple):
    """An endpoint's last 24 hours. `p95`: milliseconds, of tries that were answered.

    `next_at`: when the next of its deliveries is due; `pending`: how many there are, up to
    COUNTED + 1; `failed`: how many are tried no more, likewise.
    """

    endpoint: int
    tries: int
    good: int
    p95: int | None
    next_at: datetime | None
    pending: int
    failed: int


class Hour(NamedTuple):
    """An hour from `at` on: tries that succeeded and failed, and the p95 in milliseconds."""

    at: datetime
    good: int
    bad: int
    p95: int | None


def health(
    organization: Organization, endpoints: Sequence[Endpoint], most: int = TRIES_OF_LIST
) -> dict[int, Health]:
    """Return {endpoint's row id: how it does}, in one statement, from `most` tries of each."""
    told: dict[str, Any] = {
        "keys": [endpoint.pk for endpoint in endpoints],
        "organization": organization.pk,
        "since": timezone.now() - LATELY,
        "most": most,
        "counted": COUNTED + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HEALTH, told)
        return {row[0]: Health._make(row) for row in cursor.fetchall()}


def hours(endpoint: Endpoint) -> list[Hour]:
    """Return the last 24 hours, the one under way last, from TRIES_OF_PAGE tries at most."""
    this_hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    origin = this_hour - LATELY + timedelta(hours=1)
    told: dict[str, Any] = {"endpoint": endpoint.pk, "origin": origin, "most": TRIES_OF_PAGE}
    with connection.cursor() as cursor:
        cursor.execute(_HOURS, told)
        found = {row[0]: Hour._make(row) for row in cursor.fetchall()}
    starts = (origin + timedelta(hours=number) for number in range(24))
    return [found.get(at) or Hour(at, 0, 0, None) for at in starts]
