"""Where words stand that intake was not asked to locate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.current import Heard
from intake.evidence import Span, Transcript
from intake.records import FindingRecord


@dataclass(frozen=True, slots=True)
class _Said:
    """A turn that is looked through, whoever said it."""

    text: str
    role: str = "user"
    at: datetime | None = None


def where_said(goal: str, value: Any, texts: Iterable[tuple[int, str]]) -> list[Span]:
    """Return the first spans {turn, start, end} that hold the value's words; maybe none.

    `texts`: (position, text) of the turns to look through, as `intake.evidence` looks through those
    of the persons. A bare number counts only beside a word of its goal's id: the agent tells many.
    """
    turns = list(texts)
    transcript = Transcript([_Said(text) for _, text in turns], needs_own=True)
    found = transcript.locate(FindingRecord.model_construct(goal=goal, value=value))
    return [{**span, "turn": turns[span["turn"] - 1][0]} for span in found]


def where_heard(conversation_id: int, goal: str, value: Any) -> list[Span]:
    """Return where the persons said a value, as it is located where no evidence was given."""
    return Heard(conversation_id).where(goal, value)
