"""What is sent: the standard payloads, and bodies and headers of an output's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from outputs.models import EventType
from web import placeholders

# Control characters in C0, C1 and DEL: a value never ends its line.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """A conversation as payloads tell of it; `person`: the first participant, or {}."""

    conversation_id: str
    session_id: str | None
    template_id: str | None
    is_test: bool
    status: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: int | None
    end_reason: str
    summary: str
    context: dict[str, Any]
    findings: dict[str, Any]
    person: dict[str, Any]
    criteria: list[dict[str, Any]] = field(default_factory=list)


def standard(event_type: str, facts: Facts, at: datetime, goal: str = "") -> dict[str, Any]:
    """Return {type, timestamp, data} of an event, in the words of the Roxels API.

    `auto_close` is whether the agent ended it, so that a page may close by itself. Of
    `conversation.completed`, `summary` is null where there was none in time.
    """
    data: dict[str, Any] = {**_whose(facts), "findings": facts.findings}
    if event_type in (EventType.CONVERSATION_ENDED, EventType.CONVERSATION_COMPLETED):
        data["duration_seconds"] = facts.duration_seconds
        data["auto_close"] = facts.end_reason == "agent"
    if event_type == EventType.CONVERSATION_COMPLETED:
        data["summary"] = facts.summary or None
    if event_type == EventType.GOAL_COMMITTED:
        data |= {"goal": goal, "value": facts.findings.get(goal)}
    if event_type == EventType.CRITERIA_EVALUATED:
        data["criteria"] = facts.criteria
    return event(event_type, at, data)


def correction(
    facts: Facts,
    correction_id: str,
    goal: str,
    old: Any,
    new: Any,
    last_told: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the data of a `finding.corrected`: what was corrected, and the value that holds.

    `last_told`: what the receiver itself got last, which an earlier correction may lie between.
    """
    told = {"correction_id": correction_id, "goal": goal, "value": new, "original_value": old}
    return {**_whose(facts), **told, "last_told": last_told}


def event(event_type: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": event_type, "timestamp": wire_time(at), "data": data}


def _whose(facts: Facts) -> dict[str, Any]:
    return {
        "conversation_id": facts.conversation_id,
        "session_id": facts.session_id,
        "template_id": facts.template_id,
        "external_id": facts.person.get("external_id"),
        "test": facts.is_test,
    }


def values(facts: Facts, goal: str = "") -> dict[str, Any]:
    """Return what places in bodies and headers are filled with, by root."""
    return {
        "context": facts.context,
        "person": facts.person,
        "findings": facts.findings,
        "summary": facts.summary or None,
        "goal": goal or None,
        "value": facts.findings.get(goal),
        "template": {"id": facts.template_id},
        "conversation": {
            "id": facts.conversation_id,
            "session_id": facts.session_id,
            "status": facts.status,
            "is_test": facts.is_test,
            "duration_seconds": facts.duration_seconds,
            "created_at": wire_time(facts.created_at),
            "started_at": wire_time(facts.started_at),
            "ended_at": wire_time(facts.ended_at),
        },
    }


def headers(given: Mapping[str, str], data: Mapping[str, Any]) -> dict[str, str]:
    """Return headers with their places filled, each one line of text."""
    return {name: header_value(placeholders.render(text, data)) for name, text in given.items()}


def header_value(value: Any) -> str:
    """Return a value as a header can hold it: nothing in it ends the line."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else to_json(value).decode()
    return _CONTROL.sub(" ", text).strip()[:4000]


def encode(body: Any) -> bytes:
    """Return the bytes that are signed and sent, the same for the same body."""
    return to_json(body)


def wire_time(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
