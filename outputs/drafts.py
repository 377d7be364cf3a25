"""Deliveries before they are written: which output, to whom, with which bytes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from outputs import payloads
from outputs.addresses import shown
from outputs.definitions import MOST_BYTES, Chained, Webhook
from outputs.dialects import ROXELS, worded
from outputs.models import EventType, Kind, Problem, State
from outputs.models.delivery import mint_delivery
from outputs.queries.facts import Told
from web import placeholders
from web.sealing import seal


@dataclass(frozen=True, slots=True)
class Receiver:
    """An endpoint as far as firing needs it."""

    id: int
    public_id: str
    url: str
    dialect: str = ROXELS


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of a delivery and what else its requests are made of, or what is wrong with it."""

    body: str | None
    request: str | None  # sealed, as PostgreSQL reads bytes
    error: str = Problem.NONE.value


def draft(
    told: Told,
    output: Webhook | Chained,
    receiver: Receiver | None,
    event: tuple[str, str, int],
    now: datetime,
    *,
    waits_until: datetime | None = None,
) -> dict[str, Any]:
    """Return the row of a delivery; `event`: (type, goal, fact). With its body, unless it waits."""
    event_type, goal, fact = event
    public_id = mint_delivery()
    made = Made(None, None)
    if not waits_until:
        dialect = receiver.dialect if receiver else ROXELS
        made = make(told, output, public_id, event_type, goal, now, dialect=dialect)
    error = made.error
    if isinstance(output, Webhook) and receiver is None:
        error = Problem.NO_ENDPOINT.value
    url = output.url if isinstance(output, Chained) else receiver.url if receiver else ""
    return {
        "public_id": public_id,
        "endpoint_id": receiver.id if receiver else None,
        "output": output.id,
        "kind": output.type,
        "event_type": event_type,
        "goal": goal,
        "fact": fact,
        "target": shown(url) if url else "",
        "store_as": (isinstance(output, Chained) and output.store_as) or "",
        "lane": receiver.id if receiver else lane_of(url),
        "state": State.FAILED.value if error else State.PENDING.value,
        "is_waiting": bool(waits_until) and not error,
        "next_attempt_at": None if error else waits_until or now,
        "finished_at": now if error else None,
        "last_error": error,
        "body": made.body,
        "request": made.request,
    }


def callback(name: str, output_id: str, payload: Any, goal: str, now: datetime) -> dict[str, Any]:
    """Return the row of what the page that embeds a conversation has been told already."""
    return {
        "public_id": mint_delivery(),
        "endpoint_id": None,
        "output": output_id,
        "kind": Kind.CALLBACK.value,
        "event_type": EventType.CALLBACK_FIRED.value,
        "goal": goal,
        "fact": 0,
        "target": name[:500],
        "store_as": "",
        "lane": 0,
        "state": State.SUCCEEDED.value,
        "is_waiting": False,
        "next_attempt_at": None,
        "finished_at": now,
        "last_error": "",
        "body": payloads.encode(payload).decode(),
        "request": None,
    }


def notice(
    to: Receiver,
    public_id: str,
    event_type: str,
    data: dict[str, Any],
    now: datetime,
    *,
    goal: str = "",
    fact: int = 0,
) -> dict[str, Any]:
    """Return the row of what no output asks for, due now; named after its endpoint."""
    body = payloads.encode(payloads.event(event_type, now, data))
    too_large = len(body) > MOST_BYTES
    return {
        "public_id": public_id,
        "endpoint_id": to.id,
        "output": to.public_id,
        "kind": Kind.WEBHOOK.value,
        "event_type": event_type,
        "goal": goal,
        "fact": fact,
        "target": shown(to.url),
        "store_as": "",
        "lane": to.id,
        "state": State.FAILED.value if too_large else State.PENDING.value,
        "is_waiting": False,
        "next_attempt_at": None if too_large else now,
        "finished_at": now if too_large else None,
        "last_error": Problem.TOO_LARGE.value if too_large else "",
        "body": None if too_large else body.decode(),
        "request": None,
    }


def make(
    told: Told,
    output: Webhook | Chained,
    public_id: str,
    event_type: str,
    goal: str,
    now: datetime,
    *,
    dialect: str = ROXELS,
) -> Made:
    """Return what is sent of an event: the output's own body with its places filled, or ours."""
    values = payloads.values(told.facts, goal)
    try:
        if output.body is not None:
            body = payloads.encode(placeholders.render(output.body, values))
        elif isinstance(output, Chained) and output.method == "GET":
            body = b""
        else:
            said = worded(dialect, event_type, told.key, now)
            ours = said or payloads.standard(event_type, told.facts, now, goal)
            body = payloads.encode(ours)
        if len(body) > MOST_BYTES:
            raise placeholders.TooMuch
        return Made(body.decode(), _request(output, values, public_id))
    except placeholders.TooMuch:
        return Made(None, None, Problem.TOO_LARGE.value)


def _request(output: Webhook | Chained, values: dict[str, Any], public_id: str) -> str | None:
    request: dict[str, Any] = {}
    if output.headers:
        request["headers"] = payloads.headers(output.headers, values)
    if isinstance(output, Chained):
        request |= {"method": output.method, "url": output.url}
    return "\\x" + seal(request, request_context(public_id)).hex() if request else None


def request_context(public_id: str) -> str:
    """Return what a delivery's request is sealed for."""
    return f"delivery.request:{public_id}"


def lane_of(url: str) -> int:
    """Return the lane of calls to a host that is no endpoint: below zero, by its name and port."""
    digest = hashlib.sha256(urlsplit(url).netloc.lower().encode()).digest()
    return -int.from_bytes(digest[:7], "big") - 1
