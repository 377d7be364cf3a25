"""Whose words an endpoint's payloads are in: ours, or a dialect's that told how it words them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outputs.models import EventType
from outputs.payloads import wire_time

ROXELS = "roxels"

# What a dialect has words for; all else comes in ours.
_WORDED = (EventType.CONVERSATION_ENDED, EventType.CRITERIA_EVALUATED)

Word = Callable[[int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Dialect:
    label: str
    word: Word


_provided: dict[str, _Dialect] = {}


def provide_dialect(name: str, label: str, word: Word) -> None:
    """Let endpoints ask for the dialect. `word`: a conversation's row id → the payload's `data`.

    It is called inside the transaction that records what happened.
    """
    _provided[name] = _Dialect(label, word)


def dialects() -> dict[str, str]:
    """Return what endpoints may ask for, ours first: {name: label}."""
    return {ROXELS: "Roxels", **{name: each.label for name, each in _provided.items()}}


def worded(dialect: str, event_type: str, conversation: int, at: datetime) -> dict[str, Any] | None:
    """Return the payload of an event in a dialect's words, None where it has none for it."""
    known = _provided.get(dialect)
    if known is None or event_type not in _WORDED:
        return None
    return {"type": event_type, "timestamp": wire_time(at), "data": known.word(conversation)}
