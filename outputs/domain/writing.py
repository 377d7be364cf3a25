"""Deliveries as they are first written: rows, bytes, and the conversation's count of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from pydantic_core import to_json

_COLUMNS = """
    public_id, endpoint_id, output, kind, event_type, goal, fact, target, store_as, lane, state,
    is_waiting, next_attempt_at, finished_at, last_error
"""
_WRITE = f"""
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            public_id text, endpoint_id bigint, output text, kind text, event_type text, goal text,
            fact bigint, target text, store_as text, lane bigint, state text, is_waiting boolean,
            next_attempt_at timestamptz, finished_at timestamptz, last_error text, body text,
            request bytea
        )
    ), made AS (
        INSERT INTO outputs_delivery (
            organization_id, conversation_id, template_id, created_at, answer_due, is_history,
            attempt_count, step, {_COLUMNS}
        )
        SELECT %(organization)s, %(conversation)s, %(template)s, %(now)s, false, false, 0, 0,
            {_COLUMNS}
        FROM told
        ON CONFLICT DO NOTHING
        RETURNING id, public_id, state
    ), contents AS (
        INSERT INTO outputs_deliverycontent (
            delivery_id, organization_id, body, content_type, request, created_at
        )
        SELECT made.id, %(organization)s, convert_to(told.body, 'UTF8'), 'application/json',
            told.request, %(now)s
        FROM made JOIN told USING (public_id) WHERE told.body IS NOT NULL
    )
    SELECT state, count(*) FROM made GROUP BY state
"""
_COUNT = """
    UPDATE conversations_conversation SET deliveries_total = deliveries_total + %(total)s,
        deliveries_failed = deliveries_failed + %(failed)s,
        deliveries = CASE
            WHEN deliveries_failed + %(failed)s > 0 THEN 'failed'
            WHEN %(pending)s > 0 OR deliveries = 'pending' THEN 'pending' ELSE 'success'
        END
    WHERE id = %(conversation)s
"""


class About(NamedTuple):
    """What deliveries tell of: the row ids of a conversation, which is locked, and its template."""

    conversation: int | None = None
    template: int | None = None


def write_deliveries(
    organization_id: int, rows: Sequence[dict[str, Any]], now: datetime, about: About
) -> int:
    """Write drafted deliveries with their bytes, and count them; return how many are new.

    Two statements, whatever the number; what there is already stays as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "told": to_json(rows).decode(),
                "organization": organization_id,
                "conversation": about.conversation,
                "template": about.template,
                "now": now,
            },
        )
        counts = dict(cursor.fetchall())
        total = sum(counts.values())
        if total and about.conversation is not None:
            failed, pending = counts.get("failed", 0), counts.get("pending", 0)
            numbers = {"total": total, "failed": failed, "pending": pending}
            cursor.execute(_COUNT, {**numbers, "conversation": about.conversation})
    return total
