"""Which endpoints have a conversation's finding, and as what: its correction can be sent."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from outputs.models import Delivery, EventType
from outputs.queries.sent import SENT, read_sent

# Deliveries of one conversation to an endpoint at one host, the newest ones; told too often, none
# hides what another endpoint has.
_MOST = 30
_TOLD_FINDING = f"""
    SELECT e.public_id, e.name, e.state, told.host, told.event_type, told.goal, told.at,
        d.public_id, coalesce(c.created_at, told.made_at), c.body
    FROM (
        SELECT sent.*, row_number() OVER (
            PARTITION BY sent.endpoint_id, sent.host ORDER BY sent.at DESC, sent.delivery_id DESC
        ) AS place
        FROM ({SENT}) sent WHERE sent.is_certain
    ) told
    JOIN outputs_endpoint e ON e.id = told.endpoint_id
    JOIN outputs_delivery d ON d.id = told.delivery_id
    LEFT JOIN outputs_deliverycontent c ON c.delivery_id = told.delivery_id
    WHERE told.place <= {_MOST} ORDER BY e.name, e.public_id, told.at, told.delivery_id
"""
_OF_ONE_GOAL = (EventType.GOAL_COMMITTED, EventType.FINDING_CORRECTED)

Stood = Callable[[datetime], Any]


class LastTold(NamedTuple):
    """What an endpoint was told last of a finding, by which delivery, and when it arrived.

    `is_read`: from the bytes that were sent. Where these are gone, or in words of the output's own,
    it is what the finding was when they were made.
    """

    value: Any
    is_read: bool
    event: str
    delivery: str
    at: datetime


@dataclass(slots=True)
class ToldOfFinding:
    """An endpoint that got another value of a finding than holds. `state`: one of EndpointState.

    `host`: all where it was, as its address changed. `events`: by which it got another one. `last`:
    what it was told last, wherever it was, which may be what holds.
    """

    endpoint: str
    name: str
    state: str
    hosts: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    told: list[LastTold] = field(default_factory=list)

    @property
    def host(self) -> str:
        return ", ".join(self.hosts)

    @property
    def last(self) -> LastTold:
        return self.told[-1]


def told_of_finding(
    organization_id: int, conversation: int, goal: str, stood: Stood, value: Any
) -> list[ToldOfFinding]:
    """Return the endpoints that ever got the finding of `goal` as another value than `value`.

    What arrived last counts, whenever it was made: what is sent again tells an old value again.
    `stood`: moment → the value that counted then, for what cannot be read back. A deleted endpoint
    is among them: it has what it got, though nothing can be sent to it. Of each endpoint the newest
    deliveries are read, _MOST at every host it was at; of an older one nothing is known here.
    """
    found: dict[str, ToldOfFinding] = {}
    for public_id, name, state, host, event, of, at, delivery, made_at, body in read_sent(
        _TOLD_FINDING, organization_id, [conversation]
    ):
        is_read, has_it, said = _said(body, event, goal)
        if not is_read:
            has_it, said = event not in _OF_ONE_GOAL or of == goal, stood(made_at)
        if not has_it:
            continue
        to = found.setdefault(public_id, ToldOfFinding(public_id, name, state))
        to.hosts = sorted({*to.hosts, host})
        to.told.append(LastTold(said, is_read, event, delivery, at))
        if not is_same(said, value):
            to.events = sorted({*to.events, event})
    return [to for to in found.values() if to.events]


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: 1 is not true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def corrections_sent(conversation: int, goal: str, since: datetime) -> dict[str, tuple[str, str]]:
    """Return {endpoint: (delivery, its state)} of corrections written since then."""
    found = Delivery.objects.filter(
        conversation=conversation,
        event_type=EventType.FINDING_CORRECTED,
        goal=goal,
        created_at__gte=since,
    )
    rows = found.order_by("pk").values_list("endpoint__public_id", "public_id", "state")
    return {str(endpoint): (delivery, state) for endpoint, delivery, state in rows}


def _said(body: bytes | None, event: str, goal: str) -> tuple[bool, bool, Any]:
    """Return (whether `body` is in our words, whether it tells of the goal, as which value)."""
    try:
        payload = json.loads(bytes(body or b""))
    except ValueError:
        return False, False, None
    data = payload.get("data") if isinstance(payload, dict) else None
    if not isinstance(data, dict) or payload.get("type") != event:
        return False, False, None
    if event in _OF_ONE_GOAL and data.get("goal") == goal and "value" in data:
        return True, True, data["value"]
    findings = data.get("findings")
    if isinstance(findings, dict):
        return True, goal in findings, findings.get(goal)
    return event == EventType.FINDING_CORRECTED, False, None
