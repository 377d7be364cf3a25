"""Which endpoints have a conversation's finding, so that its correction can be sent to them."""

from datetime import datetime
from typing import NamedTuple

from outputs.queries.sent import SENT, read_sent

_TOLD_FINDING = f"""
    SELECT e.public_id, e.name, e.state, sent.host,
        array_agg(DISTINCT sent.event_type ORDER BY sent.event_type)
            FILTER (WHERE sent.made_at < %(since)s),
        max(sent.at) FILTER (WHERE sent.made_at < %(since)s),
        coalesce(bool_or(sent.made_at >= %(since)s), false)
    FROM ({SENT}) sent JOIN outputs_endpoint e ON e.id = sent.endpoint_id
    WHERE sent.is_certain AND (
        sent.event_type NOT IN ('goal.committed', 'finding.corrected') OR sent.goal = %(goal)s
    )
    GROUP BY e.public_id, e.name, e.state, sent.host
    HAVING bool_or(sent.made_at < %(since)s) ORDER BY e.name, e.public_id, sent.host
"""


class ToldOfFinding(NamedTuple):
    """An endpoint that got a conversation's finding. `state`: one of EndpointState.

    `is_told`: it also got what the finding was afterwards.
    """

    endpoint: str
    name: str
    state: str
    host: str
    events: list[str]
    last_at: datetime
    is_told: bool


def told_of_finding(
    organization_id: int, conversation: int, goal: str, before: datetime
) -> list[ToldOfFinding]:
    """Return the endpoints that got the finding of `goal`: by its own event, or with all of them.

    What was made `before` counts: it holds the value that the finding had then, whenever it came. A
    deleted endpoint is among them: it has what it got, though nothing can be sent to it.
    """
    rows = read_sent(_TOLD_FINDING, organization_id, [conversation], goal, before)
    return [ToldOfFinding._make(row) for row in rows]
