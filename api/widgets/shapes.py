"""The widget dialect: the conversation object ↔ canonical records.

What the wire holds and we have no column for is kept in `source_fields`: `page_url`, `visitor`,
`extraction` where it was not done, and whatever is unknown (of turns and tool calls under
"transcript" and "tool_calls", by index). Credits become usage, which survives erasure; visitors
are nobody's persons.
"""

from decimal import Decimal
from typing import Any

from api.gate.reading import canonical, listed_time, read_wire, unnamed
from api.gate.sql import wire_time
from api.gate.wording import Path
from api.widgets.wire import WireConversation
from api.widgets.words import (
    CREDITS,
    DONE,
    OUTCOMES,
    PENDING,
    ROLES,
    RUNNING,
    credits_charged,
    extraction,
    result_text,
    so_far,
    visitor,
)
from intake.records import ConversationRecord

SOURCE = "widget"

_TURN = frozenset({"role", "text", "ts"})
_CALL = frozenset({"name", "args", "result", "ts"})
_STATUSES = {word: status for status, word in OUTCOMES.items()}
_READ_ROLES = {word: role for role, word in ROLES.items()}


def read_conversation(wire: Any) -> ConversationRecord:
    """Return the canonical record of a conversation as it came from JSON; raises Refusal."""
    given = read_wire(WireConversation, wire)
    data, judged = given.extracted_data or {}, given.criteria_results or {}
    return canonical(
        ConversationRecord,
        {
            "id": given.id,
            "template_id": given.widget_id,
            "source": SOURCE,
            "status": _status(given),
            "outcome": given.outcome or "",
            "started_at": given.started_at,
            "ended_at": given.ended_at,
            "duration_seconds": given.duration_seconds,
            "transcript": [_turn(n, turn) for n, turn in enumerate(given.transcript or ())],
            "tool_calls": [_call(n, call) for n, call in enumerate(given.tool_calls or ())],
            "findings": [{"goal": goal, "value": value} for goal, value in data.items()],
            "criteria": [
                {
                    "criterion": name,
                    "passed": result.get("passed"),
                    "reasoning": result.get("reasoning") or "",
                }
                for name, result in judged.items()
            ],
            "usage": _usage(given.credits_charged),
            "source_fields": _source_fields(given),
        },
        lambda path: _path(path, list(data), list(judged)),
    )


def write_conversation(record: ConversationRecord) -> dict[str, Any]:
    """Return the conversation object as the API gives it, ready for JSON."""
    kept = record.source_fields
    charged = [item.quantity for item in record.usage if item.unit == CREDITS]
    stage = extraction(record.status, kept.get("extraction"), False)
    judged = {
        result.criterion: {"passed": result.passed, "reasoning": result.reasoning}
        for result in record.criteria
    }
    return {
        "id": record.id,
        "widget_id": record.template_id,
        "started_at": wire_time(record.started_at) if record.started_at else None,
        "ended_at": wire_time(record.ended_at) if record.ended_at else None,
        "duration_seconds": record.duration_seconds,
        "credits_charged": credits_charged(sum(charged, Decimal()) if charged else None),
        "page_url": kept.get("page_url"),
        "outcome": OUTCOMES.get(record.status),
        "visitor": visitor(kept.get("visitor")),
        "transcript": [
            {
                "role": ROLES[turn.role],
                "text": turn.text,
                "ts": wire_time(turn.at) if turn.at else None,
            }
            for turn in record.transcript
        ],
        "tool_calls": [
            {
                "name": call.name,
                "args": call.args,
                "result": result_text(call.result),
                "ts": wire_time(call.at) if call.at else None,
            }
            for call in record.tool_calls
        ],
        "extraction": stage,
        "extracted_data": so_far({each.goal: each.value for each in record.findings}, stage),
        "criteria_results": so_far(judged, stage),
    }


def _status(given: WireConversation) -> str:
    """An outcome that nobody told us of is judged by what has happened."""
    known = _STATUSES.get((given.outcome or "").lower())
    if known is not None:
        return known
    if given.outcome or (given.ended_at is not None and given.extraction != PENDING):
        return "completed"
    return "joined" if given.started_at or given.transcript else "created"


def _usage(charged: int | float | None) -> list[dict[str, Any]]:
    if charged is None:
        return []
    return [{"component": CREDITS, "quantity": str(charged), "unit": CREDITS}]


def _turn(index: int, turn: dict[str, Any]) -> dict[str, Any]:
    role = turn.get("role")
    return {
        "role": _READ_ROLES.get(role, role) if isinstance(role, str) else role,
        "text": turn.get("text"),
        "at": listed_time("transcript", index, turn, "ts"),
    }


def _call(index: int, call: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": call.get("name"),
        "args": call.get("args") or {},
        "result": call.get("result"),
        "at": listed_time("tool_calls", index, call, "ts"),
    }


def _source_fields(given: WireConversation) -> dict[str, Any]:
    fields = dict(given.unknown)
    if given.page_url is not None:
        fields["page_url"] = given.page_url
    if given.visitor and any(value is not None for value in given.visitor.values()):
        fields["visitor"] = given.visitor
    stage = given.extraction or _stage(given)
    if stage != DONE:
        fields["extraction"] = stage
    for name, items, known in (
        ("transcript", given.transcript, _TURN),
        ("tool_calls", given.tool_calls, _CALL),
    ):
        if unknown := unnamed(items or [], known):
            fields[name] = unknown
    return fields


def _stage(given: WireConversation) -> str:
    """Where the wire does not say: an ended one whose fields are null is being gone through."""
    if _status(given) not in OUTCOMES:
        return PENDING
    is_open = given.extracted_data is None and "extracted_data" in given.model_fields_set
    return RUNNING if is_open else DONE


_NAMES = {"template_id": "widget_id", "usage": "credits_charged", "status": "outcome"}


def _path(path: Path, fields: list[str], criteria: list[str]) -> Path:
    match path:
        case ("transcript" | "tool_calls" as items, int() as index, "at", *_):
            return (items, index, "ts")
        case ("findings", int() as index, *_):
            return ("extracted_data", fields[index])
        case ("criteria", int() as index, "criterion", *_):
            return ("criteria_results", criteria[index])
        case ("criteria", int() as index, *rest):
            return ("criteria_results", criteria[index], *rest)
        case ("usage", *_):
            return ("credits_charged",)
        case ("source_fields", *rest):
            return tuple(rest)
        case (str() as name, *rest):
            return (_NAMES.get(name, name), *rest)
    return path
