"""What of conversations left this place: a SELECT that others group."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

# What such a try sent may have arrived, although nobody said so.
_MAY_HAVE = ("timed out", "unreadable", "interrupted")

# A try under way has neither status nor error yet.
SENT = """
    SELECT d.id AS delivery_id, d.endpoint_id, d.kind, d.event_type, d.goal, CASE
            WHEN d.kind <> 'callback'
            THEN split_part(regexp_replace(d.target, '^[a-z]+://', ''), '/', 1) ELSE ''
        END AS host,
        d.state = 'succeeded' OR coalesce(tried.arrived, false) AS is_certain,
        coalesce(tried.at, d.finished_at, d.created_at) AS at, d.created_at AS made_at
    FROM outputs_delivery d
    LEFT JOIN LATERAL (
        SELECT count(*) AS tries, bool_or(a.error = '' AND a.status IS NOT NULL) AS arrived,
            coalesce(
                max(a.at) FILTER (WHERE a.error = '' AND a.status IS NOT NULL), max(a.at)
            ) AS at
        FROM outputs_attempt a
        WHERE a.delivery_id = d.id
            AND (a.status IS NOT NULL OR a.error = '' OR a.error = ANY(%(may_have)s))
    ) tried ON true
    WHERE d.organization_id + 0 = %(organization)s AND d.conversation_id = ANY(%(conversations)s)
        AND (d.state = 'succeeded' OR tried.tries > 0)
"""


def read_sent(
    statement: str,
    organization_id: int,
    conversations: Collection[int],
    goal: str = "",
    since: datetime | None = None,
) -> Sequence[Sequence[Any]]:
    """Return the rows of a statement over these conversations, given by their row ids."""
    told: dict[str, Any] = {
        "organization": organization_id,
        "conversations": sorted(conversations),
        "may_have": list(_MAY_HAVE),
        "goal": goal,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows
