"""The session's own events, as a timeline."""

from collections.abc import Iterable
from dataclasses import dataclass

from conversations.models import Conversation, SessionEvent
from conversations.queries.excerpts import plain
from web import format as formats


@dataclass(frozen=True, slots=True)
class EventRow:
    type: str
    detail: str
    offset: str
    clock: str
    iso: str
    tone: str


_TONES = {
    "goal": "goal",
    "tool": "tool",
    "session": "session",
    "screen_share": "session",
    "advisor": "advisor",
}


def event_rows(conversation: Conversation, events: Iterable[SessionEvent]) -> list[EventRow]:
    """Return the events with their offset from the conversation's start."""
    origin = conversation.origin
    return [
        EventRow(
            type=event.type,
            detail=plain(event.data),
            offset=formats.offset(event.at, origin),
            clock=formats.clock_seconds(event.at),
            iso=formats.iso(event.at),
            tone=_TONES.get(event.type.split(".")[0], ""),
        )
        for event in events
    ]
