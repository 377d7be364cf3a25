"""What became of a generated conversation's outputs, as lines of COPY.

Each conversation that ended told so twice, at once and with its summary, and one in ten had a goal
committed. Where the conversation's row says that something failed or is pending, its newest
delivery did or is. Contents are there for as long as the product keeps them.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from bench.outputs.addresses import EACH, keys_of, url_of
from bench.tables import Table, line
from outputs.schedule import PLAN

KEPT = timedelta(days=90)
_GOAL = 0.1
_FIRST_FAILS = 0.01
_WEIGHTS = list(accumulate(1 / (place + 1) for place in range(EACH - 1)))
_REQUEST = {
    "webhook-id": "", "accept-encoding": "identity", "content-type": "application/json",
    "webhook-timestamp": "1790000000", "user-agent": "Roxels-Dash/1",
    "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
}  # fmt: skip
_RESPONSE = [["content-type", "application/json"], ["content-length", "11"]]


def _table(name: str, columns: str) -> Table:
    return Table(name, tuple(columns.split()))


DELIVERY = _table(
    "outputs_delivery",
    """id organization_id public_id endpoint_id conversation_id template_id output kind event_type
    goal fact target store_as answer_due state is_waiting is_history lane attempt_count step
    plan_started_at next_attempt_at created_at finished_at last_status last_error
    last_latency_ms""",
)
DELIVERY_CONTENT = _table(
    "outputs_deliverycontent", "delivery_id organization_id body content_type created_at"
)
ATTEMPT = _table(
    "outputs_attempt",
    "id organization_id delivery_id endpoint_id number at status latency_ms error next_at worker",
)
ATTEMPT_CONTENT = _table(
    "outputs_attemptcontent",
    """attempt_id delivery_id organization_id request_headers response_headers response_body
    created_at""",
)
# Parents first.
TABLES = (DELIVERY, DELIVERY_CONTENT, ATTEMPT, ATTEMPT_CONTENT)


class Ended(NamedTuple):
    """A conversation that is over. `told`: what its row says of its deliveries."""

    id: int
    organization_id: int
    template_id: int
    ended_at: datetime
    told: str


@dataclass
class Keys:
    """The last row ids that were given to deliveries and attempts."""

    delivery: int
    attempt: int


@dataclass(frozen=True)
class _Fired:
    key: int
    endpoint: int
    event: str
    goal: str
    at: datetime
    state: str
    statuses: tuple[int, ...]
    latency: int

    @property
    def ends(self) -> list[datetime]:
        """When each try ended."""
        return [self.at + PLAN[n] + timedelta(milliseconds=30) for n in range(len(self.statuses))]


def rows(ended: Ended, keys: Keys, kept_from: datetime) -> Iterator[tuple[Table, str]]:
    """Yield every row of the conversation's deliveries; the same ones for the same keys."""
    for fired in _fired(ended, keys):
        tries = fired.ends
        yield DELIVERY, line(_delivery(ended, fired))
        is_kept = fired.at >= kept_from or fired.state == "pending"
        if is_kept:
            yield DELIVERY_CONTENT, line(_content(ended, fired))
        for number, (status, at) in enumerate(zip(fired.statuses, tries, strict=True), 1):
            keys.attempt += 1
            own = (keys.attempt, ended.organization_id, fired.key, fired.endpoint, number)
            following = tries[number] if number < len(tries) else None
            error = "5xx" if status >= 500 else ""
            tried = (at, status, fired.latency, error, following, "sender:1")
            yield ATTEMPT, line((*own, *tried))
            if is_kept:
                said = ({**_REQUEST, "webhook-id": f"msg_{fired.key:021d}"}, _RESPONSE)
                of = (keys.attempt, fired.key, ended.organization_id)
                yield ATTEMPT_CONTENT, line((*of, *said, b'{"ok":true}', at))


def _fired(ended: Ended, keys: Keys) -> Iterator[_Fired]:
    rng = random.Random(f"deliveries {ended.id}")
    own = keys_of(ended.organization_id)
    for event, goal, after in _events(rng):
        keys.delivery += 1
        is_last = event == "conversation.completed"
        state = ended.told if is_last and ended.told in ("failed", "pending") else "succeeded"
        endpoint = own[-1] if state == "pending" else rng.choices(own[:-1], cum_weights=_WEIGHTS)[0]
        at = ended.ended_at + timedelta(seconds=after)
        latency = min(15_000, round(rng.lognormvariate(4.5, 0.7)))
        yield _Fired(keys.delivery, endpoint, event, goal, at, state, _tries(state, rng), latency)


def _events(rng: random.Random) -> Iterator[tuple[str, str, float]]:
    """Yield (type, goal, seconds after the end)."""
    if rng.random() < _GOAL:
        yield "goal.committed", "satisfaction", -20
    yield "conversation.ended", "", 0.5
    yield "conversation.completed", "", rng.uniform(3, 20)


def _tries(state: str, rng: random.Random) -> tuple[int, ...]:
    """Return what each try was answered with."""
    if state == "pending":
        return ()
    if state == "failed":
        return (503,) * len(PLAN)
    return (503, 200) if rng.random() < _FIRST_FAILS else (200,)


def _delivery(ended: Ended, fired: _Fired) -> tuple[Any, ...]:
    statuses = fired.statuses
    last = statuses[-1] if statuses else None
    error = "5xx" if last and last >= 500 else ""
    return (
        *(fired.key, ended.organization_id, f"msg_{fired.key:021d}", fired.endpoint),
        *(ended.id, ended.template_id, "out_1", "webhook", fired.event, fired.goal),
        *(1 if fired.goal else 0, url_of(fired.endpoint), "", False, fired.state, False, False),
        *(fired.endpoint, len(statuses), max(len(statuses) - 1, 0)),
        *(fired.at if statuses else None, None if statuses else fired.at, fired.at),
        *(fired.ends[-1] if statuses else None, last, error, fired.latency if statuses else None),
    )


def _content(ended: Ended, fired: _Fired) -> tuple[Any, ...]:
    body = body_of(ended.id, fired.event, fired.at)
    return fired.key, ended.organization_id, body, "application/json", fired.at


def body_of(conversation: int, event: str, at: datetime) -> bytes:
    """Return what is sent of a conversation: some findings, in the product's form."""
    data = {
        "conversation_id": f"iv_{conversation:021d}",
        "session_id": f"sess_{conversation:021d}",
        "template_id": "tpl_000000000000000000002",
        "external_id": f"customer-{conversation}",
        "test": False,
        "findings": {
            "satisfaction": "very happy", "would_recommend": True, "team_size": 12,
            "main_reason": "It is quick, and the support answers on the same day.",
            "tools_used": ["spreadsheets", "a wiki", "post-its"],
        },
        "duration_seconds": 180,
        "auto_close": False,
    }  # fmt: skip
    told = {"type": event, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(told, separators=(",", ":")).encode()
