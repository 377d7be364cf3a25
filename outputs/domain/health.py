"""How an endpoint fares: noted with the tries, and what is hopeless is disabled."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from pydantic_core import to_json

from outputs.claims import Tried
from outputs.models import Problem

FAILS_FOR = timedelta(days=5)  # nothing but failures for so long disables an endpoint
GONE = 410

_HEALTH = """
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            id bigint, succeeded_at timestamptz, failed_at timestamptz, failures int, gone boolean
        )
    ), known AS (
        SELECT e.id, e.state, told.succeeded_at, told.failures, told.gone, CASE
            WHEN told.failures = 0 THEN NULL
            WHEN told.succeeded_at IS NOT NULL THEN told.failed_at
            ELSE coalesce(e.failing_since, told.failed_at)
        END AS failing_since
        FROM outputs_endpoint e JOIN told USING (id) ORDER BY e.id FOR NO KEY UPDATE OF e
    ), judged AS (
        SELECT *, verdict IS NULL OR state IN ('disabled', 'deleted') AS stays
        FROM (
            SELECT *, CASE
                WHEN gone THEN 'gone' WHEN failing_since <= %(long_ago)s THEN 'failing'
            END AS verdict
            FROM known
        ) told
    )
    UPDATE outputs_endpoint e SET
        last_success_at = greatest(e.last_success_at, judged.succeeded_at),
        failing_since = judged.failing_since,
        consecutive_failures = judged.failures
            + CASE WHEN judged.succeeded_at IS NULL THEN e.consecutive_failures ELSE 0 END,
        state = CASE WHEN judged.stays THEN e.state ELSE 'disabled' END,
        reason = CASE WHEN judged.stays THEN e.reason ELSE verdict END,
        state_since = CASE WHEN judged.stays THEN e.state_since ELSE %(now)s END
    FROM judged WHERE e.id = judged.id
"""


@dataclass(slots=True)
class _Health:
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    gone: bool = field(default=False)


def note_health(tries: Iterable[Tried], now: datetime) -> None:
    """Write of each endpoint what these tries, in the order they ended, say of it."""
    health: dict[int, _Health] = {}
    for each in tries:
        outcome, endpoint = each.outcome, each.delivery.endpoint_id
        if outcome is None or endpoint is None:
            continue
        own = health.setdefault(endpoint, _Health())
        if outcome.error == Problem.NONE:
            own.succeeded_at, own.failed_at, own.failures = outcome.at, None, 0
        else:
            own.failures += 1
            own.failed_at = own.failed_at or outcome.at
            own.gone = own.gone or outcome.status == GONE
    if not health:
        return
    told = [
        {
            "id": key,
            "succeeded_at": own.succeeded_at,
            "failed_at": own.failed_at,
            "failures": own.failures,
            "gone": own.gone,
        }
        for key, own in health.items()
    ]
    long_ago = now - FAILS_FOR / settings.OUTPUTS_CLOCK_SCALE
    with connection.cursor() as cursor:
        cursor.execute(_HEALTH, {"told": to_json(told).decode(), "now": now, "long_ago": long_ago})
