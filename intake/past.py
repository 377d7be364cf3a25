"""What an imported record tells of what the conversation set off where it was led."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from conversations.models import Delivered
from intake.records import ConversationRecord
from outputs.models import EventType, Kind, State

_KINDS = {"webhooks": Kind.WEBHOOK, "callbacks": Kind.CALLBACK, "chained": Kind.CHAINED}
# Another word is of neither: it is counted as one that came to nothing.
_STATES = {
    **dict.fromkeys(("success", "succeeded", "delivered", "ok", "sent", "fired"), State.SUCCEEDED),
    **dict.fromkeys(("failed", "error", "exhausted"), State.FAILED),
    **dict.fromkeys(("pending", "retrying", "queued", "scheduled"), State.PENDING),
}
_IMPORTED = "imported"  # the event of one that does not tell what set it off
_YEARS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
_MOST = 2_000_000_000


class Past(NamedTuple):
    """One delivery as the record tells of it. `at`: null where it does not tell when."""

    kind: Kind
    state: State
    event: str
    goal: str
    target: str
    output: str
    attempts: int
    status: int | None
    at: datetime | None


class Stand(NamedTuple):
    stand: Delivered
    total: int
    failed: int


def past_deliveries(record: ConversationRecord) -> Iterator[Past]:
    """Yield what the record's `outputs` ({kind: [{status, …}]}) and callback events tell of.

    What has no such form is no delivery.
    """
    outputs = record.source_fields.get("outputs")
    for name, kind in _KINDS.items():
        entries = outputs.get(name) if isinstance(outputs, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            state = _state(kind, entry) if isinstance(entry, dict) else None
            if state is not None:
                yield _past(kind, state, entry)
    for event in record.events:
        if event.type == EventType.CALLBACK_FIRED:
            yield _past(Kind.CALLBACK, State.SUCCEEDED, event.data)._replace(at=event.at)


def summarise(past: Collection[Past]) -> Stand:
    """Return how deliveries stand together: one that failed makes the whole failed, else one that
    is under way makes it pending."""
    states = [each.state for each in past]
    if State.FAILED in states:
        stand = Delivered.FAILED
    elif State.PENDING in states:
        stand = Delivered.PENDING
    else:
        stand = Delivered.SUCCESS if State.SUCCEEDED in states else Delivered.NONE
    return Stand(stand, len(states), states.count(State.FAILED))


def _state(kind: Kind, entry: Mapping[str, Any]) -> State | None:
    status = entry.get("status")
    if isinstance(status, str):
        return _STATES.get(status.lower(), State.CANCELLED)
    # That a page was called back is all that there is to tell of it.
    is_told = kind == Kind.CALLBACK and status is None and _text(entry, "name", 1)
    return State.SUCCEEDED if is_told else None


def _past(kind: Kind, state: State, entry: Mapping[str, Any]) -> Past:
    goal = _text(entry, "goal", 200)
    called_back = EventType.CALLBACK_FIRED if kind == Kind.CALLBACK else ""
    event = _text(entry, "event", 60) or called_back or (EventType.GOAL_COMMITTED if goal else "")
    return Past(
        kind=kind,
        state=state,
        event=event or _IMPORTED,
        goal=goal,
        target=_text(entry, "name", 500) if kind == Kind.CALLBACK else _target(entry),
        output=_text(entry, "output", 200),
        attempts=_number(entry, "attempts", 0, _MOST) or 0,
        status=_number(entry, "status_code", 100, 599),
        at=_time(entry),
    )


def _text(entry: Mapping[str, Any], name: str, most: int) -> str:
    text = entry.get(name)
    return text[:most] if isinstance(text, str) else ""


def _number(entry: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    number = entry.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if least <= number <= most else None


def _target(entry: Mapping[str, Any]) -> str:
    """Return where it went, without what may be secret in an address."""
    url = _text(entry, "url", 2000)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"[:500] if host else ""


def _time(entry: Mapping[str, Any]) -> datetime | None:
    try:
        at = datetime.fromisoformat(_text(entry, "timestamp", 40))
    except ValueError:
        return None
    return at if at.tzinfo is not None and _YEARS[0] <= at <= _YEARS[1] else None
