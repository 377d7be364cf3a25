"""How a request becomes events: checked once, in one go, and known again by their digests."""

import hashlib
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from intake.digest import canonical_json
from intake.live.events import MOST_EVENTS, AnswerEvent, Batch, Event, LiveEvent
from intake.records import EventRecord
from intake.refusing import Path, refusal
from intake.results import Refusal

_BATCH = TypeAdapter(Batch)
_EVENT: TypeAdapter[Event] = TypeAdapter(LiveEvent)
_OF_CLASS = {each: TypeAdapter(each) for each in (*get_args(get_args(LiveEvent)[0]), AnswerEvent)}
# What these carry is free JSON, whose keys a sender may put in another order the second time.
_FREE = frozenset({"tool.called", "goal.committed", "callback.fired"})


class Malformed(ValueError):
    """A request's body is no JSON."""


def read_events(body: bytes | str) -> list[Event]:
    """Return the events of a request's body, `{"events": [{id, type, at, data}, …]}`.

    Raises Malformed for what is no JSON, and Refusal naming the field: `events[3].data.text`.
    """
    try:
        return list(_BATCH.validate_json(body).events)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        if first["type"] == "json_invalid":
            raise Malformed(first["msg"]) from None
        raise refusal(error, _wire_path(first["loc"], first["type"])) from None


def as_events(given: Sequence[EventRecord | Event]) -> Sequence[Event]:
    """Return `given` as events of their types; raises Refusal as `read_events` does."""
    if len(given) > MOST_EVENTS:
        raise Refusal("events", f"are more than {MOST_EVENTS}")
    return [
        event if isinstance(event, Event) else _typed(number, event)
        for number, event in enumerate(given)
    ]


def _typed(number: int, event: EventRecord) -> Event:
    fields = {"id": event.id, "type": event.type, "at": event.at, "data": event.data}
    try:
        return _EVENT.validate_python(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        path = _wire_path(("events", number, *first["loc"]), first["type"])
        raise refusal(error, path) from None


def digest(event: Event) -> str:
    """Return the SHA-256 of the event's body, in hex. Fields left out are those of the default."""
    adapter: TypeAdapter[Any] = _OF_CLASS[type(event)]
    if event.type in _FREE:
        body = canonical_json(adapter.dump_python(event, mode="json", exclude_defaults=True))
    else:
        body = adapter.dump_json(event, exclude_defaults=True)
    return hashlib.sha256(body).hexdigest()


def kept_data(event: Event) -> str:
    """Return what the event carries, as JSON of the fields that were given."""
    data = event.data.model_dump_json(by_alias=True, exclude_unset=True)
    return str(data)


def _wire_path(path: Path, kind: str) -> Path:
    """The path without the name of the type that pydantic was reading the event as."""
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return (*path, "type")
    return (*path[:2], *path[3:]) if path[:1] == ("events",) and len(path) > 2 else path
