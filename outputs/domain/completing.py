"""Deliveries that wait for a summary: their bodies are made when it came, or when time is up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from pydantic_core import to_json

from outputs import drafts
from outputs.definitions import Chained, Webhook
from outputs.domain.counting import recount_deliveries
from outputs.models import Delivery, State
from outputs.queries.facts import Told, tell

_AT_ONCE = 100

_RELEASE = """
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            id bigint, state text, error text, body text, request bytea
        )
    ), changed AS (
        UPDATE outputs_delivery d SET is_waiting = false, state = told.state,
            last_error = told.error,
            next_attempt_at = CASE WHEN told.state = 'pending' THEN %(now)s::timestamptz END,
            finished_at = CASE WHEN told.state <> 'pending' THEN %(now)s::timestamptz END
        FROM told WHERE d.id = told.id AND d.is_waiting AND d.state = 'pending'
        RETURNING d.id, d.organization_id
    )
    INSERT INTO outputs_deliverycontent
        (delivery_id, organization_id, body, content_type, request, created_at)
    SELECT id, organization_id, convert_to(told.body, 'UTF8'), 'application/json', told.request,
        %(now)s
    FROM changed JOIN told USING (id) WHERE told.body IS NOT NULL
"""
_DUE = """
    SELECT DISTINCT organization_id, conversation_id FROM (
        SELECT organization_id, conversation_id FROM outputs_delivery
        WHERE state = 'pending' AND is_waiting AND next_attempt_at <= %s
        ORDER BY next_attempt_at LIMIT %s
    ) due
"""
_LOCK = """
    SELECT id FROM conversations_conversation WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED
"""
_CANCEL_DETACHED = """
    UPDATE outputs_delivery SET state = 'cancelled', is_waiting = false, next_attempt_at = NULL,
        finished_at = %(now)s
    WHERE state = 'pending' AND is_waiting AND next_attempt_at <= %(now)s
        AND conversation_id IS NULL
"""


def complete_waiting(organization_id: int, told: Told, now: datetime) -> int:
    """Make the bodies that wait for this conversation's summary, and let them be sent.

    Returns how many there were. The conversation's row must be locked.
    """
    waiting = Delivery.objects.filter(
        organization_id=organization_id,
        conversation_id=told.key,
        state=State.PENDING,
        is_waiting=True,
    ).values_list("id", "public_id", "output", "event_type", "goal")
    rows = [_released(told, row, now) for row in waiting]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_RELEASE, {"told": to_json(rows).decode(), "now": now})
    return len(rows)


def complete_overdue() -> int:
    """Let go what waited long enough, without a summary; return of how many conversations."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [now, _AT_ONCE])
        due = cursor.fetchall()
    for organization_id, conversation in due:
        _complete_one(organization_id, conversation, now)
    return len(due)


@transaction.atomic
def _complete_one(organization_id: int, conversation: int | None, now: datetime) -> None:
    with connection.cursor() as cursor:
        if conversation is None:
            cursor.execute(_CANCEL_DETACHED, {"now": now})
            return
        cursor.execute(_LOCK, [conversation])
        if cursor.fetchone() is None:
            return  # Somebody is at it; next time.
    told = tell(organization_id, conversation)
    if told is not None:
        complete_waiting(organization_id, told, now)
        recount_deliveries([conversation])


def _released(told: Told, row: Sequence[Any], now: datetime) -> dict[str, Any]:
    key, public_id, output_id, event_type, goal = row
    output = next((each for each in told.outputs if each.id == output_id), None)
    released: dict[str, Any] = {"id": key, "state": State.CANCELLED.value, "error": ""}
    if told.is_erasing or not isinstance(output, Webhook | Chained):
        return released
    made = drafts.make(told, output, public_id, event_type, goal, now)
    state = State.FAILED if made.error else State.PENDING
    return {
        "id": key,
        "state": state.value,
        "error": made.error,
        "body": made.body,
        "request": made.request,
    }
