"""The backend dialect: a conversation with its transcript in it ↔ canonical records.

What the wire holds and we have no column for is kept in `source_fields`: `connection_code`,
`path_taken`, a `turn_count` that is not the number of messages, and whatever is unknown (of
messages under "transcript", by index).
"""

from typing import Any

from api.backend.wire import WireConversation, WireProfile
from api.backend.words import (
    ARCHIVED,
    DETAILS,
    STATUSES,
    connection_code,
    full_name,
    id_of_email,
    profile,
    status,
)
from api.gate.reading import canonical, listed_time, read_wire, unnamed
from api.gate.sql import wire_time
from api.gate.wording import Path
from intake.domain import Refusal
from intake.records import ConversationRecord, PersonRecord
from web.ids import as_uuid

SOURCE = "backend"

_MESSAGE = frozenset({"id", "role", "content", "created_at", "modality"})
_READ_STATUSES = {**{word: ours for ours, word in STATUSES.items()}, "abandoned": "abandoned"}


def read_conversation(wire: Any) -> ConversationRecord:
    """Return the canonical record of a conversation as it came from JSON; raises Refusal."""
    given = read_wire(WireConversation, wire)
    if given.started_at and given.completed_at and given.completed_at < given.started_at:
        raise Refusal("completed_at", "is before started_at")
    messages = (given.transcript and given.transcript.messages) or []
    return canonical(
        ConversationRecord,
        {
            "id": given.id,
            "template_id": given.agent_id,
            "source": SOURCE,
            "status": _status(given),
            "archived": given.status.lower() == ARCHIVED,
            "started_at": given.started_at,
            "ended_at": given.completed_at,
            "persons": _persons(given.participant_profile),
            "context": given.session_properties or {},
            "transcript": [_turn(index, message) for index, message in enumerate(messages)],
            "source_fields": _source_fields(given, messages),
        },
        _path,
    )


def write_conversation(record: ConversationRecord) -> dict[str, Any]:
    """Return the conversation with its transcript, as the API gives the two, ready for JSON."""
    kept = record.source_fields
    first = record.persons[0] if record.persons else None
    return {
        "id": as_uuid(record.id),
        "connection_code": connection_code(kept.get("connection_code"), record.id),
        "agent_id": as_uuid(record.template_id) if record.template_id else None,
        "status": status(record.status, record.archived),
        "started_at": wire_time(record.started_at) if record.started_at else None,
        "completed_at": wire_time(record.ended_at) if record.ended_at else None,
        "turn_count": kept.get("turn_count", len(record.transcript)),
        "participant_profile": first
        and profile(first.id or "", first.name, first.email, first.profile),
        "session_properties": record.context,
        "path_taken": kept.get("path_taken", []),
        "transcript": {
            "conversation_id": as_uuid(record.id),
            "messages": [
                {
                    "id": turn.id and as_uuid(turn.id),
                    "role": turn.role,
                    "content": turn.text,
                    "created_at": wire_time(turn.at) if turn.at else None,
                    "modality": turn.modality or None,
                }
                for turn in record.transcript
            ],
        },
    }


def read_person(wire: Any) -> PersonRecord:
    """Return the canonical record of a participant's profile as it came; raises Refusal."""
    return canonical(PersonRecord, _person(read_wire(WireProfile, wire)), _person_path)


def _status(given: WireConversation) -> str:
    """An archived one, and a status that nobody told us of, is judged by what has happened."""
    known = _READ_STATUSES.get(given.status.lower())
    if known is not None:
        return known
    if given.completed_at is not None:
        return "completed"
    return "abandoned" if given.started_at else "created"


def _persons(given: WireProfile | None) -> list[dict[str, Any]]:
    """Nobody, where the profile names nobody."""
    if given is None or not any(given.model_dump().values()):
        return []
    return [_person(given)]


def _person(given: WireProfile) -> dict[str, Any]:
    """A person is known by the profile's id, and without one by the address."""
    by_email = id_of_email(given.email) if given.email else None
    details = {name: getattr(given, name) for name in DETAILS if name in given.model_fields_set}
    return {
        "id": given.id or by_email,
        "name": full_name(given.first_name, given.last_name),
        "email": given.email or "",
        "profile": {**details, **given.unknown},
    }


def _turn(index: int, message: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": message.get("id"),
        "role": message.get("role"),
        "text": message.get("content"),
        "at": listed_time("transcript.messages", index, message, "created_at"),
        "modality": message.get("modality") or "",
    }


def _source_fields(given: WireConversation, messages: list[dict[str, Any]]) -> dict[str, Any]:
    fields = dict(given.unknown)
    if given.connection_code is not None:
        fields["connection_code"] = given.connection_code
    if given.path_taken:
        fields["path_taken"] = given.path_taken
    if given.turn_count is not None and given.turn_count != len(messages):
        fields["turn_count"] = given.turn_count
    if given.status.lower() not in {*_READ_STATUSES, ARCHIVED}:
        fields["status"] = given.status
    turns = unnamed(messages, _MESSAGE)
    return {**fields, "transcript": turns} if turns else fields


_NAMES = {"template_id": "agent_id", "ended_at": "completed_at", "context": "session_properties"}
_TURN_NAMES = {"text": "content", "at": "created_at"}


def _path(path: Path) -> Path:
    match path:
        case ("transcript", int() as index, str() as name, *_):
            return ("transcript", "messages", index, _TURN_NAMES.get(name, name))
        case ("persons", int(), *rest):
            return ("participant_profile", *_person_path(tuple(rest)))
        case ("source_fields", *rest):
            return tuple(rest)
        case (str() as name, *rest):
            return (_NAMES.get(name, name), *rest)
    return path


def _person_path(path: Path) -> Path:
    if path[:1] == ("name",):
        return ("last_name",)
    return path[1:] if path[:1] == ("profile",) else path
