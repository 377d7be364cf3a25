"""How tries ended, recorded by the batch: a handful of statements however many there are."""

import base64
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pydantic_core import to_json

from outputs.domain.claiming import Claimed
from outputs.domain.counting import lock_conversations, recount_deliveries
from outputs.models import Problem, State
from outputs.schedule import next_attempt

FAILS_FOR = timedelta(days=5)  # nothing but failures for so long disables an endpoint
GONE = 410

# A try that succeeded counts whoever has the delivery now; what else it says, only for its claim.
_RECORD = """
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            id bigint, claim uuid, number int, at timestamptz, status smallint, latency_ms int,
            error text, state text, next_at timestamptz, request_headers jsonb,
            response_headers jsonb, response_body text, keeps_answer boolean
        )
    ), changed AS (
        UPDATE outputs_delivery d SET
            state = told.state, next_attempt_at = told.next_at,
            step = CASE WHEN told.state = 'pending' THEN d.step + 1 ELSE d.step END,
            claim = NULL, claimed_until = NULL,
            finished_at = CASE WHEN told.state <> 'pending' THEN %(now)s::timestamptz END,
            last_status = told.status, last_error = told.error,
            last_latency_ms = told.latency_ms,
            answer_due = told.keeps_answer AND told.state = 'succeeded'
        FROM told WHERE d.id = told.id AND d.state = 'pending'
            AND (d.claim = told.claim OR told.state = 'succeeded')
    ), tried AS (
        UPDATE outputs_attempt a SET at = told.at, status = told.status, error = told.error,
            latency_ms = told.latency_ms, next_at = told.next_at
        FROM told WHERE a.delivery_id = told.id AND a.number = told.number
        RETURNING a.id, a.organization_id, a.delivery_id, a.number
    )
    INSERT INTO outputs_attemptcontent (
        attempt_id, delivery_id, organization_id, request_headers, response_headers, response_body,
        created_at
    )
    SELECT tried.id, tried.delivery_id, tried.organization_id, told.request_headers,
        told.response_headers, decode(told.response_body, 'base64'), %(now)s
    FROM tried JOIN told ON told.id = tried.delivery_id AND told.number = tried.number
    WHERE told.request_headers IS NOT NULL
    ON CONFLICT DO NOTHING
"""
_HEALTH = """
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            id bigint, succeeded_at timestamptz, failed_at timestamptz, failures int, gone boolean
        )
    ), known AS (
        SELECT e.id, told.succeeded_at, told.failures, told.gone, CASE
            WHEN told.failures = 0 THEN NULL
            WHEN told.succeeded_at IS NOT NULL THEN told.failed_at
            ELSE coalesce(e.failing_since, told.failed_at)
        END AS failing_since
        FROM outputs_endpoint e JOIN told USING (id) ORDER BY e.id FOR NO KEY UPDATE OF e
    ), judged AS (
        SELECT *, CASE WHEN gone THEN 'gone' WHEN failing_since <= %(long_ago)s THEN 'failing' END
            AS verdict
        FROM known
    )
    UPDATE outputs_endpoint e SET
        last_success_at = greatest(e.last_success_at, judged.succeeded_at),
        failing_since = judged.failing_since,
        consecutive_failures = judged.failures
            + CASE WHEN judged.succeeded_at IS NULL THEN e.consecutive_failures ELSE 0 END,
        state = CASE WHEN verdict IS NULL THEN e.state ELSE 'disabled' END,
        reason = CASE WHEN verdict IS NULL OR e.state = 'disabled' THEN e.reason ELSE verdict END,
        state_since = CASE
            WHEN verdict IS NULL OR e.state = 'disabled' THEN e.state_since ELSE %(now)s
        END
    FROM judged WHERE e.id = judged.id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended. `error`: a Problem, "" for success; `headers` and `body`: the answer's.

    `sent`: the headers that were sent, without secrets, None where nothing was. `retry_after`:
    what the receiver asked for.
    """

    at: datetime
    error: str
    status: int | None = None
    latency_ms: int | None = None
    headers: list[tuple[str, str]] | None = None
    body: bytes | None = None
    sent: dict[str, str] | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A try that ended: whose, under which claim, how. `outcome` None: nothing was to be sent."""

    delivery: Claimed
    claim: uuid.UUID
    outcome: Outcome | None

    def without_content(self) -> "Tried":
        """Return the same without what the other side said."""
        if self.outcome is None:
            return self
        return replace(self, outcome=replace(self.outcome, headers=None, body=None, sent=None))


@dataclass(slots=True)
class _Health:
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    gone: bool = field(default=False)


@transaction.atomic
def record_tries(tries: Sequence[Tried]) -> None:
    """Write how tries ended: on the deliveries, attempts, conversations and endpoints."""
    now = timezone.now()
    conversations = {each.delivery.conversation_id for each in tries} - {None}
    keys = [key for key in conversations if key is not None]
    if keys:
        lock_conversations(keys)
    with connection.cursor() as cursor:
        told = to_json([_row(each, now) for each in tries]).decode()
        cursor.execute(_RECORD, {"told": told, "now": now})
    if keys:
        recount_deliveries(keys)
    _write_health(tries, now)


def _row(tried: Tried, now: datetime) -> dict[str, Any]:
    delivery, outcome = tried.delivery, tried.outcome
    row: dict[str, Any] = {
        "id": delivery.id,
        "claim": tried.claim,
        "number": delivery.number,
        "keeps_answer": delivery.keeps_answer,
        "state": State.CANCELLED.value,
        "at": now,
        "error": Problem.CANCELLED.value,
    }
    if outcome is None:
        return row
    state, next_at = _follows(delivery, outcome, now)
    return row | {
        "at": outcome.at,
        "status": outcome.status,
        "latency_ms": outcome.latency_ms,
        "error": outcome.error,
        "state": state.value,
        "next_at": next_at,
        "request_headers": outcome.sent,
        "response_headers": outcome.headers,
        "response_body": base64.b64encode(outcome.body).decode() if outcome.body else None,
    }


def _follows(delivery: Claimed, outcome: Outcome, now: datetime) -> tuple[State, datetime | None]:
    if outcome.error == Problem.NONE:
        return State.SUCCEEDED, None
    next_at = next_attempt(
        delivery.step + 1,
        delivery.plan_started_at,
        now,
        outcome.retry_after,
        scale=settings.OUTPUTS_CLOCK_SCALE,
    )
    return (State.PENDING, next_at) if next_at else (State.FAILED, None)


def _write_health(tries: Iterable[Tried], now: datetime) -> None:
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
