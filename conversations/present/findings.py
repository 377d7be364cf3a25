"""Findings beside the words behind them; and for each goal without one, why it is empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.models import Conversation, EvidenceSource
from conversations.present.pictures import Behind
from conversations.queries.emptiness import Course, why_empty
from conversations.queries.excerpts import plain
from conversations.queries.together import FoundRow


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One goal of the conversation. `why_empty`: in words.

    `turns`: positions of its evidence; `frames`: pictures that are, `unseen` of which cannot be
    shown (yet, or any more).
    """

    goal: str
    description: str
    value: str
    turns: tuple[int, ...] = ()
    frames: tuple[Behind, ...] = ()
    unseen: int = 0
    is_given: bool = False
    is_answer: bool = False
    is_declared: bool = True
    confidence: str = ""
    is_unsupported: bool = False
    why_empty: str = ""


def findings(
    conversation: Conversation,
    goals: Sequence[Mapping[str, Any]],
    found: Sequence[FoundRow],
    pictures: Mapping[str, Behind],
) -> list[FindingRow]:
    """Return the template's goals in their order, then findings no goal asked for.

    `pictures`: those that can be shown, by public id.
    """
    by_goal = {finding.goal: finding for finding in found}
    last_met = max((index for index, goal in enumerate(goals) if goal["id"] in by_goal), default=-1)
    course = Course(conversation.goal_states, conversation.status, conversation.turn_count)
    rows: list[FindingRow] = []
    for index, goal in enumerate(goals):
        finding = by_goal.pop(goal["id"], None)
        description = goal.get("description", "")
        if finding:
            rows.append(_row(finding, description, pictures))
        else:
            why = why_empty(course, goal["id"], is_before_last_met=index < last_met)
            rows.append(FindingRow(goal["id"], description, "", why_empty=why.label))
    return rows + [_row(finding, "", pictures) for finding in by_goal.values()]


def _row(finding: FoundRow, description: str, pictures: Mapping[str, Behind]) -> FindingRow:
    turns = dict.fromkeys(span["turn"] for span in finding.evidence if span.get("turn"))
    frames = dict.fromkeys(span["frame"] for span in finding.evidence if span.get("frame"))
    seen = tuple(pictures[frame] for frame in frames if frame in pictures)
    return FindingRow(
        goal=finding.goal,
        description=description,
        value=plain(finding.value) or ("none" if finding.value == [] else "(empty)"),
        turns=tuple(turns),
        frames=seen,
        unseen=len(frames) - len(seen),
        is_given=finding.evidence_source == EvidenceSource.GIVEN,
        is_answer=finding.evidence_source == EvidenceSource.CHAINED,
        is_declared=finding.declared,
        is_unsupported=finding.is_supported is False,
        confidence="" if finding.confidence is None else f"{finding.confidence:.0%}",
    )
