"""One finding with the words behind it: the turns of its evidence and those beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeGuard

from conversations.models import (
    Conversation,
    CriterionResult,
    EvidenceSource,
    Finding,
    Reviewed,
    Turn,
    TurnRole,
)
from conversations.queries import facts, pictures
from conversations.queries.pictures import Picture
from intake.queries import where_heard, where_said
from orgs.models import Organization

_BESIDE = 2  # turns before and after each of the evidence's
_MOST_TURNS = 40
_OTHERS_SHOWN = 200
_LOOKED_THROUGH = 500  # turns of the agent


class Said(NamedTuple):
    position: int
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """`finding`: None where the goal is empty. `turns` may have gaps between stretches.

    `offered`: where the agent said the value, of one that has no evidence: {turn, start, end} each.
    `corrected`: where the persons said what was committed, of a correction without evidence.
    `pictures`: those of its evidence that can be shown, in order of capture.
    """

    conversation: Conversation
    goal: str
    finding: Finding | None
    offered: Sequence[dict[str, int]]
    corrected: Sequence[dict[str, int]]
    turns: Sequence[Said]
    pictures: Sequence[Picture]
    others: Sequence[Finding]
    declared: Sequence[str]


def value(organization: Organization, public_id: str, goal: str) -> Value | None:
    """Return what a conversation of the organisation has of a goal, None for an unknown one."""
    conversation = facts.get(organization, public_id)
    if conversation is None:
        return None
    found = Finding.objects.filter(conversation=conversation).order_by("id")[:_OTHERS_SHOWN]
    everything = list(found)
    finding = next((each for each in everything if each.goal == goal), None)
    if finding is None and len(everything) == _OTHERS_SHOWN:
        finding = Finding.objects.filter(conversation=conversation, goal=goal).first()
    version = conversation.template_version
    corrected = _corrected(conversation, finding)
    offered = [] if corrected else _offered(conversation, finding)
    spans = corrected or offered or (finding.evidence if finding else [])
    return Value(
        conversation=conversation,
        goal=goal,
        finding=finding,
        offered=offered,
        corrected=corrected,
        turns=_turns(conversation, spans),
        pictures=_pictures(conversation, finding),
        others=[each for each in everything if each.goal != goal],
        declared=[each["id"] for each in version.goals] if version else [],
    )


def _corrected(conversation: Conversation, finding: Finding | None) -> list[dict[str, int]]:
    """Return where the persons said what a correction without evidence corrects."""
    if not _has_no_evidence(finding) or finding.review != Reviewed.CORRECTED:
        return []
    return where_heard(conversation.pk, finding.goal, finding.original_value)


def _has_no_evidence(finding: Finding | None) -> TypeGuard[Finding]:
    if finding is None or finding.value is None or finding.evidence:
        return False
    return finding.evidence_source == EvidenceSource.NONE


def _offered(conversation: Conversation, finding: Finding | None) -> list[dict[str, int]]:
    """Return where the agent first said a value that has no evidence."""
    if not _has_no_evidence(finding):
        return []
    told = Turn.objects.filter(conversation=conversation, role=TurnRole.ASSISTANT)
    texts = told.order_by("position").values_list("position", "text")[:_LOOKED_THROUGH]
    return where_said(finding.goal, finding.value, texts)


def _turns(conversation: Conversation, spans: Sequence[dict[str, Any]]) -> list[Said]:
    positions = {span["turn"] for span in spans if span.get("turn")}
    wanted = sorted({at + step for at in positions for step in range(-_BESIDE, _BESIDE + 1)})
    if not wanted:
        return []
    found = Turn.objects.filter(conversation=conversation, position__in=wanted[:_MOST_TURNS])
    return [Said(*row) for row in found.order_by("position").values_list(*Said._fields)]


def _pictures(conversation: Conversation, finding: Finding | None) -> list[Picture]:
    wanted = {span["frame"] for span in finding.evidence if span.get("frame")} if finding else set()
    if not wanted:
        return []
    return [each for each in pictures.of(conversation) if each.public_id in wanted]


class Reason(NamedTuple):
    """Why a conversation was judged so."""

    public_id: str
    person_label: str
    created_at: datetime
    reasoning: str


def reasons(conversation_ids: Sequence[int], criterion: str) -> list[Reason]:
    """Return the reasons of these conversations' results, in the order of their ids given."""
    found = CriterionResult.objects.filter(
        conversation__in=conversation_ids, criterion=criterion
    ).values_list(
        "conversation_id",
        "conversation__public_id",
        "conversation__person_label",
        "conversation__created_at",
        "reasoning",
    )
    by_id = {row[0]: Reason(*row[1:]) for row in found}
    return [by_id[id] for id in conversation_ids if id in by_id]
