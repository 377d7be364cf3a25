"""What a sender has claimed, and how each try of it ended."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple


class Claimed(NamedTuple):
    """A delivery that this sender has until `until`. `number`: of this try, from 1.

    `is_gone`: its conversation is being erased, or its content went: nothing is to be sent.
    """

    id: int
    organization_id: int
    public_id: str
    endpoint_id: int | None
    conversation_id: int | None
    lane: int
    number: int
    step: int
    plan_started_at: datetime
    keeps_answer: bool
    body: bytes
    content_type: str
    request: bytes | None
    is_gone: bool


class EndpointRow(NamedTuple):
    """An endpoint as sending needs it; `secrets` and `headers` are sealed."""

    id: int
    public_id: str
    url: str
    secrets: bytes
    headers: bytes | None


class Batch(NamedTuple):
    """What one claim brought: deliveries in the order to send them, and their endpoints by id."""

    claim: uuid.UUID
    until: datetime
    deliveries: list[Claimed]
    endpoints: dict[int, EndpointRow]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended. `error`: a Problem, "" for success; `headers` and `body`: the answer's.

    `sent`: the headers that were sent, without secrets, None where nothing was. `retry_after`:
    what the receiver asked for.
    """

    at: datetime
    error: str
    status: int | None = None
    latency_ms: int | None = None
    headers: list[tuple[str, str]] | None = None
    body: bytes | None = None
    sent: dict[str, str] | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A try that ended: whose, under which claim, how. `outcome` None: nothing was to be sent."""

    delivery: Claimed
    claim: uuid.UUID
    outcome: Outcome | None

    def without_content(self) -> "Tried":
        """Return the same without what the other side said."""
        if self.outcome is None:
            return self
        return replace(self, outcome=replace(self.outcome, headers=None, body=None, sent=None))
