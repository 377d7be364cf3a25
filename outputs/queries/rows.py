"""Deliveries as lists and logs show them, with the names of what they belong to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection


class Row(NamedTuple):
    """One delivery. `conversation`: its public id, null where that is gone or being erased."""

    id: int
    public_id: str
    created_at: datetime
    kind: str
    event_type: str
    goal: str
    output: str
    target: str
    state: str
    is_waiting: bool
    is_history: bool
    attempt_count: int
    next_attempt_at: datetime | None
    claimed_until: datetime | None
    finished_at: datetime | None
    last_status: int | None
    last_error: str
    last_latency_ms: int | None
    erased_at: datetime | None
    endpoint: str | None
    endpoint_name: str | None
    endpoint_state: str | None
    conversation: str | None
    person: str | None
    template: str | None
    template_name: str | None


_OWN = ", ".join(f"d.{name}" for name in Row._fields[:19])
_NAMED = f"""
    SELECT {_OWN}, e.public_id, e.name, e.state, c.public_id, c.person_label, t.public_id, t.name
    FROM (%s) d
    LEFT JOIN outputs_endpoint e ON e.id = d.endpoint_id
    LEFT JOIN conversations_conversation c ON c.id = d.conversation_id AND c.erasing_at IS NULL
    LEFT JOIN conversations_template t ON t.id = d.template_id
"""


def read_rows(found: str, params: Sequence[Any], order: str) -> list[Row]:
    """Return the rows of `found`, a SELECT of whole deliveries, named, in `order` of d's."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_NAMED % found} ORDER BY {order}", params)
        return [Row._make(row) for row in cursor.fetchall()]
