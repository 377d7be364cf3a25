"""Who got what of conversations: what was delivered cannot be called back, but it can be told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

# What such a try sent may have arrived, although nobody said so.
_MAY_HAVE = ("timed out", "unreadable", "interrupted")

# A try under way has neither status nor error yet.
_SENT = """
    SELECT d.endpoint_id, d.kind, d.event_type, d.goal, CASE
            WHEN d.kind <> 'callback'
            THEN split_part(regexp_replace(d.target, '^[a-z]+://', ''), '/', 1) ELSE ''
        END AS host,
        d.state = 'succeeded' OR coalesce(tried.arrived, false) AS is_certain,
        coalesce(tried.at, d.finished_at, d.created_at) AS at
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
    WHERE d.organization_id = %(organization)s AND d.conversation_id = ANY(%(conversations)s)
        AND (d.state = 'succeeded' OR tried.tries > 0)
"""
_RECALL = f"""
    SELECT e.public_id, coalesce(e.name, ''), sent.host, sent.kind, sent.event_type,
        sent.is_certain, count(*), min(sent.at), max(sent.at)
    FROM ({_SENT}) sent LEFT JOIN outputs_endpoint e ON e.id = sent.endpoint_id
    GROUP BY e.public_id, e.name, sent.host, sent.kind, sent.event_type, sent.is_certain
    ORDER BY sent.host, e.name, e.public_id, sent.event_type, sent.is_certain DESC
"""
_TOLD_FINDING = f"""
    SELECT e.public_id, e.name, e.state, sent.host,
        array_agg(DISTINCT sent.event_type ORDER BY sent.event_type), max(sent.at)
    FROM ({_SENT}) sent JOIN outputs_endpoint e ON e.id = sent.endpoint_id
    WHERE sent.is_certain AND (
        sent.event_type NOT IN ('goal.committed', 'finding.corrected') OR sent.goal = %(goal)s
    )
    GROUP BY e.public_id, e.name, e.state, sent.host ORDER BY e.name, e.public_id, sent.host
"""
_UNDER_WAY = """
    SELECT count(*) FROM outputs_delivery d
    WHERE d.organization_id = %(organization)s AND d.conversation_id = ANY(%(conversations)s)
        AND d.claimed_until > now() AND EXISTS (
            SELECT FROM outputs_attempt a WHERE a.delivery_id = d.id
                AND a.number = d.attempt_count AND a.status IS NULL AND a.error = ''
        )
"""


class Recalled(NamedTuple):
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


class ToldOfFinding(NamedTuple):
    """An endpoint that has a conversation's finding. `state`: one of EndpointState."""

    endpoint: str
    name: str
    state: str
    host: str
    events: list[str]
    last_at: datetime


def recall_list(organization_id: int, conversations: Collection[int]) -> list[Recalled]:
    """Return which endpoints and hosts got something of these conversations, in one statement.

    To be asked for before the deliveries are detached.
    """
    rows = _read(_RECALL, organization_id, conversations)
    return [Recalled._make(row) for row in rows]


def under_way(organization_id: int, conversations: Collection[int]) -> int:
    """Return how many deliveries of these conversations a sender is at this moment."""
    [(count,)] = _read(_UNDER_WAY, organization_id, conversations)
    return int(count)


def told_of_finding(organization_id: int, conversation: int, goal: str) -> list[ToldOfFinding]:
    """Return the endpoints that got the finding of `goal`: by its own event, or with all of them.

    A deleted endpoint is among them: it has what it got, though nothing can be sent to it.
    """
    rows = _read(_TOLD_FINDING, organization_id, [conversation], goal=goal)
    return [ToldOfFinding._make(row) for row in rows]


def _read(
    statement: str, organization_id: int, conversations: Collection[int], **more: Any
) -> Sequence[Sequence[Any]]:
    told = {
        "organization": organization_id,
        "conversations": sorted(conversations),
        "may_have": list(_MAY_HAVE),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**told, **more})
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows
