"""The Roxels dialect: `GET /v1/interviews/{id}` answers, persons and templates ↔ canonical records.

What the wire holds and we have no name for is kept: of an interview and its turns in
`source_fields` (turns under "transcript", by index), of a person in `profile`. A known field of
the wrong type is refused by its path in the wire's own words, as `transcript[3].timestamp`.
"""

from datetime import datetime
from typing import Any

from api.gate.reading import canonical, listed_time, read_wire, unnamed
from api.gate.wording import Path
from api.interviews.wire import WireFrame, WireInterview, WirePerson, WireTemplate
from intake.records import ConversationRecord, FrameRecord, PersonRecord, TemplateRecord

SOURCE = "roxels"

_TURN = frozenset({"role", "text", "timestamp"})

# Statuses that the interview's own documentation leaves at "etc.", by what they mean to us.
_STATUSES = {
    **dict.fromkeys(("created", "scheduled", "pending", "loading", "ready"), "created"),
    **dict.fromkeys(
        ("joined", "joining", "connected", "active", "in_progress", "disconnecting"), "joined"
    ),
    **dict.fromkeys(("completed", "ended", "done", "finished"), "completed"),
    **dict.fromkeys(("failed", "error", "errored"), "failed"),
    **dict.fromkeys(
        ("abandoned", "cancelled", "canceled", "expired", "no_show", "timed_out"), "abandoned"
    ),
}


def read_interview(wire: Any) -> ConversationRecord:
    """Return the canonical record of an interview as it came from JSON; raises Refusal."""
    interview = read_wire(WireInterview, wire)
    findings = interview.findings or {}
    return canonical(
        ConversationRecord,
        {
            "id": interview.id,
            "session_id": interview.session_id,
            "template_id": interview.template_id,
            "source": SOURCE,
            "status": _status(interview),
            "created_at": interview.created_at,
            "started_at": interview.started_at,
            "ended_at": interview.ended_at,
            "duration_seconds": interview.duration_seconds,
            "persons": [_person_fields(person) for person in interview.persons or []],
            "context": interview.context or {},
            "summary": interview.summary or "",
            "transcript": [
                _turn_fields(index, turn) for index, turn in enumerate(interview.transcript or ())
            ],
            "findings": [{"goal": goal, "value": value} for goal, value in findings.items()],
            "source_fields": _source_fields(interview),
        },
        lambda path: _interview_path(path, list(findings)),
    )


def write_interview(record: ConversationRecord) -> dict[str, Any]:
    """Return the interview as `GET /v1/interviews/{id}` gives it, ready for JSON."""
    kept = dict(record.source_fields)
    unknown_of_turns = kept.pop("transcript", {})
    return {
        "id": record.id,
        "session_id": record.session_id,
        "template_id": record.template_id,
        "status": kept.pop("status", record.status),
        "created_at": wire_time(record.created_at),
        "started_at": wire_time(record.started_at),
        "ended_at": wire_time(record.ended_at),
        "duration_seconds": record.duration_seconds,
        "persons": [write_person(person) for person in record.persons],
        "context": record.context,
        "summary": record.summary or None,
        "findings": {finding.goal: finding.value for finding in record.findings},
        "transcript": [
            {
                "role": turn.role,
                "text": turn.text,
                "timestamp": wire_time(turn.at),
                **unknown_of_turns.get(str(index), {}),
            }
            for index, turn in enumerate(record.transcript)
        ],
        "outputs": kept.pop("outputs", None),
        **kept,
    }


def read_person(wire: Any) -> PersonRecord:
    """Return the canonical record of a person as it came from JSON; raises Refusal."""
    return canonical(PersonRecord, _person_fields(read_wire(WirePerson, wire)), _person_path)


def write_person(record: PersonRecord) -> dict[str, Any]:
    """Return the person as an interview names one; what is not known is left out."""
    optional = {
        "id": record.id,
        "email": record.email or None,
        "org_context": record.org_context,
        "first_seen_at": wire_time(record.first_seen_at),
        "last_seen_at": wire_time(record.last_seen_at),
    }
    return {
        "name": record.name or None,
        "external_id": record.external_id,
        **{name: value for name, value in optional.items() if value is not None},
        **record.profile,
    }


def read_template(wire: Any) -> TemplateRecord:
    """Return the canonical record of a template as it came from JSON; raises Refusal."""
    given = read_wire(WireTemplate, wire).model_dump(exclude_none=True)
    return canonical(TemplateRecord, {"id": given.pop("template_id"), **given}, _template_path)


def read_frame(wire: Any) -> FrameRecord:
    """Return the canonical record of a capture in a list of them; raises Refusal."""
    given = read_wire(WireFrame, wire).model_dump(exclude_none=True)
    fields = {"conversation": given.pop("interview_id"), **given}
    return canonical(FrameRecord, fields, _frame_path)


def _frame_path(path: Path) -> Path:
    """Return where a field of the canonical record of a capture stands in the list."""
    return ("interview_id", *path[1:]) if path[:1] == ("conversation",) else path


def write_template(record: TemplateRecord) -> dict[str, Any]:
    """Return the template ready for JSON; fields that hold their default are left out."""
    given = record.model_dump(mode="json", exclude_defaults=True)
    return {"template_id": given.pop("id"), **given}


def wire_time(moment: datetime | None) -> str | None:
    """Return an instant as `2026-05-01T12:00:00Z`, with fractions where it has them."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _status(interview: WireInterview) -> str:
    """A status that nobody told us of is judged by what has happened."""
    known = _STATUSES.get(interview.status.lower())
    if known is not None:
        return known
    if interview.ended_at is not None:
        return "completed"
    return "joined" if interview.started_at or interview.transcript else "created"


def _source_fields(interview: WireInterview) -> dict[str, Any]:
    fields = dict(interview.unknown)
    if interview.outputs is not None:
        fields["outputs"] = interview.outputs
    if interview.status != _status(interview):
        fields["status"] = interview.status
    turns = unnamed(interview.transcript or [], _TURN)
    return {**fields, "transcript": turns} if turns else fields


def _turn_fields(index: int, turn: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: turn[name] for name in ("role", "text") if name in turn}
    return {**fields, "at": listed_time("transcript", index, turn, "timestamp")}


def _person_fields(person: WirePerson) -> dict[str, Any]:
    return {
        "id": person.id,
        "external_id": person.external_id,
        "name": person.name or "",
        "email": person.email or "",
        "org_context": person.org_context,
        "first_seen_at": person.first_seen_at,
        "last_seen_at": person.last_seen_at,
        "profile": person.unknown,
    }


def _interview_path(path: Path, goals: list[str]) -> Path:
    match path:
        case ("transcript", int() as index, "at", *_):
            return ("transcript", index, "timestamp")
        case ("findings", int() as index, *_):
            return ("findings", goals[index])
        case ("persons", int() as index, *rest):
            return ("persons", index, *_person_path(tuple(rest)))
        case ("source_fields", *rest):
            return tuple(rest)
    return path


def _person_path(path: Path) -> Path:
    return path[1:] if path[:1] == ("profile",) else path


def _template_path(path: Path) -> Path:
    return ("template_id",) if path == ("id",) else path
