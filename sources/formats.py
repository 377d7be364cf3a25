"""The formats that conversations come in, and how one is told from the others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.backend import shapes as backend
from api.interviews import shapes as roxels
from api.records import shapes as records
from api.widgets import shapes as widget
from intake.records import ConversationRecord, FrameRecord, PersonRecord, TemplateRecord


@dataclass(frozen=True, slots=True)
class Format:
    """How one system words its conversations, persons and templates.

    `person`: None where it has none. Templates and captures have one form, ours. `marks`: fields
    that none but this one's conversations have.
    """

    name: str
    label: str
    conversation: Callable[[Any], ConversationRecord]
    person: Callable[[Any], PersonRecord] | None
    marks: frozenset[str]
    template: Callable[[Any], TemplateRecord] = roxels.read_template
    frame: Callable[[Any], FrameRecord] = roxels.read_frame


FORMATS = {
    each.name: each
    for each in (
        Format(
            "roxels",
            "Roxels API",
            roxels.read_interview,
            roxels.read_person,
            frozenset({"session_id", "template_id", "persons", "findings"}),
        ),
        Format("records", "Records of this product", records.read_record, None, records.MARKS),
        Format(
            "widget",
            "Widget conversations API",
            widget.read_conversation,
            None,
            frozenset(
                {"widget_id", "visitor", "page_url", "extracted_data", "criteria_results",
                 "credits_charged", "tool_calls"}
            ),
        ),
        Format(
            "backend",
            "Backend conversations API",
            backend.read_conversation,
            backend.read_person,
            frozenset(
                {"agent_id", "connection_code", "participant_profile", "session_properties",
                 "path_taken", "completed_at"}
            ),
        ),
    )
}  # fmt: skip


# Those that an API speaks, which can be pulled.
DIALECTS = sorted(FORMATS.keys() - {"records"})


def guess(value: Any) -> Format:
    """Return the format that an entry has the most marks of; Roxels where it has none."""
    names = value.keys() if isinstance(value, dict) else frozenset[str]()
    return max(FORMATS.values(), key=lambda each: len(each.marks & names))


def reader(name: str | None) -> Callable[[Any], ConversationRecord]:
    """Return what reads conversations of a format; without one each entry's own is guessed."""
    if name is not None:
        return FORMATS[name].conversation
    return lambda value: guess(value).conversation(value)
