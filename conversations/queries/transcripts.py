"""A conversation's transcript as text, Markdown or speaker-labelled JSON."""

import json
from collections.abc import Callable
from typing import Any

from conversations.models import Conversation, TurnRole
from conversations.queries.facts import persons, turns
from conversations.queries.record import record
from conversations.queries.together import TurnRow
from web import format as formats

_SPEAKERS = {TurnRole.USER: "Person", TurnRole.ASSISTANT: "Agent", TurnRole.SYSTEM: "System"}


def as_text(conversation: Conversation) -> str:
    """Return `[0:26] Person: …` lines under a short head; times count from the start.

    The further lines of a turn are indented, so that none of them passes for another's turn.
    """
    lines = [f"{name}: {value}" for name, value in _head(conversation)]
    lines += ["", *(_line(turn, conversation) for turn in turns(conversation)), ""]
    return "\n".join(lines)


def _line(turn: TurnRow, conversation: Conversation) -> str:
    offset = f"[{formats.offset(turn.at, conversation.origin)}] " if turn.at else ""
    said = "\n    ".join(turn.text.splitlines())
    return f"{offset}{_SPEAKERS[TurnRole(turn.role)]}: {said}"


def as_markdown(conversation: Conversation) -> str:
    """Return a Markdown document: head, summary, findings, transcript. Words are escaped."""
    lines = [f"# Conversation {_escape(conversation.public_id)}", ""]
    lines += [f"- **{name}:** {_escape(value)}" for name, value in _head(conversation)[1:]]
    if conversation.summary:
        lines += ["", "## Summary", "", _escape(conversation.summary)]
    if conversation.findings:
        lines += ["", "## Findings", ""]
        lines += [
            f"- **{_escape(goal)}:** {_escape(json.dumps(value, ensure_ascii=False))}"
            for goal, value in conversation.findings.items()
        ]
    lines += ["", "## Transcript", ""]
    for turn in turns(conversation):
        offset = f" ({formats.offset(turn.at, conversation.origin)})" if turn.at else ""
        lines += [f"**{_SPEAKERS[TurnRole(turn.role)]}**{offset}: {_escape(turn.text)}", ""]
    return "\n".join(lines)


def as_json(conversation: Conversation) -> str:
    """Return the whole record as JSON."""
    return json.dumps(record(conversation), ensure_ascii=False, indent=2) + "\n"


def _head(conversation: Conversation) -> list[tuple[str, str]]:
    names = ", ".join(person.display_name for person in persons(conversation))
    told: list[tuple[str, Any]] = [
        ("Conversation", conversation.public_id),
        ("Template", conversation.template_name),
        ("Persons", names),
        ("Status", conversation.status),
        ("Started", formats.iso(conversation.started_at) if conversation.started_at else ""),
        ("Length", formats.duration(conversation.duration_seconds)),
    ]
    return [(name, " ".join(str(value).split())) for name, value in told if value]


def _escape(text: str) -> str:
    escaped = "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|" else letter for letter in text)
    return escaped.replace("\n", "  \n")


# Form in the URL → (writer, content type).
FORMS: dict[str, tuple[Callable[[Conversation], str], str]] = {
    "txt": (as_text, "text/plain"),
    "md": (as_markdown, "text/markdown"),
    "json": (as_json, "application/json"),
}
