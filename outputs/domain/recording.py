"""How tries ended, recorded by the batch: a handful of statements however many there are."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pydantic_core import to_json

from outputs.claims import Claimed, Outcome, Tried
from outputs.domain.counting import lock_conversations, recount_deliveries
from outputs.domain.health import note_health
from outputs.models import Problem, State
from outputs.schedule import next_attempt

# A try that succeeded counts whoever has the delivery now, also where it was cancelled meanwhile;
# what else it says, only for its claim. Of a delivery whose bytes were erased, no answer is kept,
# nor of one that tells of an erasure: a receiver may say in it whom that was about.
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
        FROM told WHERE d.id = told.id AND (
            d.state = 'pending' AND (d.claim = told.claim OR told.state = 'succeeded')
            OR d.state = 'cancelled' AND told.state = 'succeeded'
        )
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
        CASE WHEN d.event_type <> 'person.erased' THEN told.response_headers END,
        CASE WHEN d.event_type <> 'person.erased' THEN decode(told.response_body, 'base64') END,
        %(now)s
    FROM tried JOIN told ON told.id = tried.delivery_id AND told.number = tried.number
    JOIN outputs_delivery d ON d.id = tried.delivery_id
    WHERE told.request_headers IS NOT NULL
        AND EXISTS (SELECT FROM outputs_deliverycontent c WHERE c.delivery_id = tried.delivery_id)
    ON CONFLICT DO NOTHING
"""


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
    note_health(tries, now)


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
