"""Who got what of conversations: what was delivered cannot be called back, but it can be told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from outputs.models.delivery import EventType
from outputs.queries.sent import SENT, read_sent

# An import tells of events in words of its own, which are not kept.
_EVENTS = ", ".join(f"'{event}'" for event in EventType.values)
_RECALL = f"""
    SELECT e.public_id, coalesce(e.name, ''), sent.host, sent.kind, told.event,
        sent.is_certain, count(*), min(sent.at), max(sent.at)
    FROM ({SENT}) sent
    CROSS JOIN LATERAL (SELECT CASE WHEN sent.event_type IN ({_EVENTS}) THEN sent.event_type
        ELSE 'imported' END AS event) told
    LEFT JOIN outputs_endpoint e ON e.id = sent.endpoint_id
    GROUP BY e.public_id, e.name, sent.host, sent.kind, told.event, sent.is_certain
    ORDER BY sent.host, e.name, e.public_id, told.event, sent.is_certain DESC
"""
_UNDER_WAY = """
    SELECT count(*) FROM outputs_delivery d
    WHERE d.organization_id + 0 = %(organization)s AND d.conversation_id = ANY(%(conversations)s)
        AND d.claimed_until > now() AND EXISTS (
            SELECT FROM outputs_attempt a WHERE a.delivery_id = d.id
                AND a.number = d.attempt_count AND a.status IS NULL AND a.error = ''
        )
"""


@dataclass(frozen=True, slots=True)
class Recalled:
    """So many deliveries of a kind that one endpoint or host got, and when (first, last).

    `endpoint`: its public id, null for a chained call, an old import, or a callback, which the
    visitor's own browser had and which has no `host`. `is_certain`: whether the receiver said that
    it got them; otherwise it was sent to, and may have read what it did not accept.
    """

    endpoint: str | None
    endpoint_name: str
    host: str
    kind: str
    event_type: str
    is_certain: bool
    count: int
    first_at: datetime
    last_at: datetime


def recall_list(organization_id: int, conversations: Collection[int]) -> list[Recalled]:
    """Return which endpoints and hosts got something of these conversations, in one statement.

    To be asked for before the deliveries are detached.
    """
    rows = read_sent(_RECALL, organization_id, conversations)
    return [Recalled(*row) for row in rows]


def under_way(organization_id: int, conversations: Collection[int]) -> int:
    """Return how many deliveries of these conversations a sender is at this moment."""
    [(count,)] = read_sent(_UNDER_WAY, organization_id, conversations)
    return int(count)
