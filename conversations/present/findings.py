"""Findings beside the words behind them; and for each goal without one, why it is empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from conversations.models import Conversation, EvidenceSource, Reviewed
from conversations.present.pictures import Behind
from conversations.queries.emptiness import Course, why_empty
from conversations.queries.excerpts import plain
from conversations.queries.together import FoundRow

_OTHERWISE = (Reviewed.CORRECTED, Reviewed.REJECTED)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One goal of the conversation. `why_empty`: in words.

    `turns`: positions of its evidence; `frames`: pictures that are, `unseen` of which cannot be
    shown (yet, or any more). `review`: what people said of it; `original`: what the agent had
    committed, where they said otherwise. `href`: where it is decided about, "" for an empty one.
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
    review: str = ""
    original: str = ""
    href: str = ""


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
    where = [conversation.organization.slug, conversation.public_id]
    base = reverse("finding_review", args=where)
    for index, goal in enumerate(goals):
        finding = by_goal.pop(goal["id"], None)
        description = goal.get("description", "")
        if finding:
            rows.append(_row(finding, description, pictures, base))
        else:
            why = why_empty(course, goal["id"], is_before_last_met=index < last_met)
            rows.append(FindingRow(goal["id"], description, "", why_empty=why.label))
    return rows + [_row(finding, "", pictures, base) for finding in by_goal.values()]


def _row(
    finding: FoundRow, description: str, pictures: Mapping[str, Behind], base: str
) -> FindingRow:
    turns = dict.fromkeys(span["turn"] for span in finding.evidence if span.get("turn"))
    frames = dict.fromkeys(span["frame"] for span in finding.evidence if span.get("frame"))
    seen = tuple(pictures[frame] for frame in frames if frame in pictures)
    is_rejected = finding.review == Reviewed.REJECTED
    return FindingRow(
        goal=finding.goal,
        description=description,
        value="" if is_rejected else _told(finding.value),
        why_empty="Rejected on review" if is_rejected else "",
        review=finding.review,
        href=f"{base}?{urlencode({'goal': finding.goal})}",
        original=_told(finding.original_value) if finding.review in _OTHERWISE else "",
        turns=tuple(turns),
        frames=seen,
        unseen=len(frames) - len(seen),
        is_given=finding.evidence_source == EvidenceSource.GIVEN,
        is_answer=finding.evidence_source == EvidenceSource.CHAINED,
        is_declared=finding.declared,
        is_unsupported=finding.is_supported is False,
        confidence="" if finding.confidence is None else f"{finding.confidence:.0%}",
    )


def _told(value: Any) -> str:
    return plain(value) or ("none" if value == [] else "(empty)")
