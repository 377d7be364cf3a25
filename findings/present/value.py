"""One finding beside the words that support it, as its panel shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from conversations.models import Conversation, EvidenceSource, Finding, Reviewed, TurnRole
from conversations.queries.emptiness import Course, Emptiness, why_empty
from findings.present import words
from findings.present.addresses import table_url
from findings.queries.conditions import Condition, Op
from findings.queries.selection import Selection
from findings.queries.value import Said, Value
from web import format as formats

_SPEAKERS = {TurnRole.USER: "Person", TurnRole.ASSISTANT: "Agent", TurnRole.SYSTEM: "System"}
_LONGEST = 20_000  # characters of a value that are shown
_SOURCES = {
    EvidenceSource.GIVEN: "Given by the agent",
    EvidenceSource.LOCATED: "Located where the words stand",
    EvidenceSource.NONE: "None: its words stand in no turn of the person",
    EvidenceSource.CHAINED: "Answered by an API that was called",
}


class Piece(NamedTuple):
    """A stretch of a turn; `is_hit`: it is the evidence."""

    text: str
    is_hit: bool


class ShownTurn(NamedTuple):
    """`is_evidence`: the finding stands on it. `follows`: the turn before it is shown too."""

    position: int
    role: str
    speaker: str
    pieces: list[Piece]
    href: str
    is_evidence: bool
    follows: bool


class Shot(NamedTuple):
    """A picture of the evidence, by addresses that stay. `width`, `height` in pixels."""

    href: str
    thumb: str
    offset: str
    width: int
    height: int


class Other(NamedTuple):
    goal: str
    text: str
    href: str
    is_unsupported: bool


@dataclass(frozen=True, slots=True)
class ValuePanel:
    """`unseen`: pictures of the evidence that cannot be shown (yet, or any more).

    `is_offered`: the turns are no evidence: the agent said the value there, and no person did.
    `is_corrected`: nor are they where a person said what was committed, of a correction.
    """

    goal: str
    conversation: Conversation
    text: str
    why: str
    source: str
    is_unsupported: bool
    is_declared: bool
    confidence: str
    committed: str
    turns: list[ShownTurn]
    is_offered: bool
    is_corrected: bool
    shots: list[Shot]
    unseen: int
    others: list[Other]
    conversation_href: str
    table_href: str
    same_href: str
    review_href: str
    review: str
    original: str


def value_panel(slug: str, selection: Selection, value: Value) -> ValuePanel:
    """Return what the panel shows of a finding, or of a goal without one."""
    conversation, finding = value.conversation, value.finding
    has_value = finding is not None and finding.value is not None
    base = f"{reverse('conversation_list', args=[slug])}{conversation.public_id}/"
    turns = list(_turns(value.turns, value.corrected or value.offered or _spans(finding), base))
    shots = list(_shots(slug, value))
    first = next((turn.href for turn in turns if turn.is_evidence), base)
    return ValuePanel(
        goal=value.goal,
        conversation=conversation,
        text=words.value_text(finding.value, longest=_LONGEST) or "(empty)"
        if finding and has_value
        else "",
        why="" if has_value else _why(value),
        source=_SOURCES[EvidenceSource(finding.evidence_source)] if finding else "",
        is_unsupported=finding is not None and finding.is_supported is False,
        is_declared=value.goal in value.declared,
        confidence=f"{finding.confidence:.0%}"
        if finding and finding.confidence is not None
        else "",
        committed=formats.day_time(finding.committed_at)
        if finding and finding.committed_at
        else "",
        turns=turns,
        is_offered=bool(value.offered),
        is_corrected=bool(value.corrected),
        shots=shots,
        unseen=len({span["frame"] for span in _spans(finding) if span.get("frame")}) - len(shots),
        others=list(_others(slug, selection, value)),
        conversation_href=first,
        table_href=table_url(slug, selection),
        same_href=_same(slug, selection, finding),
        review_href=_review(slug, finding, conversation),
        review=finding.review if finding else "",
        original=_original(finding),
    )


def _review(slug: str, finding: Finding | None, conversation: Conversation) -> str:
    """Return where a finding is decided about, and its history."""
    if finding is None:
        return ""
    path = reverse("finding_review", args=[slug, conversation.public_id])
    return f"{path}?{urlencode({'goal': finding.goal})}"


def _original(finding: Finding | None) -> str:
    if finding is None or finding.review not in (Reviewed.CORRECTED, Reviewed.REJECTED):
        return ""
    return words.value_text(finding.original_value, longest=2_000) or "(empty)"


def _shots(slug: str, value: Value) -> Iterator[Shot]:
    conversation = value.conversation
    for picture in value.pictures:
        one = [slug, conversation.public_id, picture.number]
        yield Shot(
            reverse("frame_page", args=one),
            reverse("frame_thumb", args=one),
            formats.offset(picture.at, conversation.origin),
            picture.width,
            picture.height,
        )


def _spans(finding: Finding | None) -> Sequence[dict[str, Any]]:
    return finding.evidence if finding else []


def _why(value: Value) -> str:
    """Return why the goal is empty; one that no version declares just is."""
    if value.finding is not None:
        is_rejected = value.finding.review == Reviewed.REJECTED
        return (Emptiness.REJECTED if is_rejected else Emptiness.NO_VALUE).label
    if value.goal not in value.declared:
        return "Nothing was found"
    conversation = value.conversation
    behind = value.declared[value.declared.index(value.goal) + 1 :]
    met = {each.goal for each in value.others}
    course = Course(conversation.goal_states, conversation.status, conversation.turn_count)
    reason = why_empty(course, value.goal, is_before_last_met=any(each in met for each in behind))
    return reason.label


def _turns(
    said: Sequence[Said], evidence: Sequence[dict[str, Any]], base: str
) -> Iterator[ShownTurn]:
    spans: dict[int, list[dict[str, Any]]] = {}
    for span in evidence:
        if span.get("turn"):
            spans.setdefault(span["turn"], []).append(span)
    before = 0
    for turn in said:
        yield ShownTurn(
            position=turn.position,
            role=turn.role,
            speaker=_SPEAKERS[TurnRole(turn.role)],
            pieces=pieces(turn.text, spans.get(turn.position, [])),
            href=f"{base}#turn-{turn.position}",
            is_evidence=turn.position in spans,
            follows=turn.position == before + 1 or before == 0,
        )
        before = turn.position


def pieces(text: str, spans: Sequence[dict[str, Any]]) -> list[Piece]:
    """Return the text cut where spans begin and end; one without offsets is the whole turn."""
    marked = sorted(
        (max(0, span.get("start", 0)), min(len(text), span.get("end", len(text)))) for span in spans
    )
    found: list[Piece] = []
    at = 0
    for start, end in marked:
        start = max(start, at)
        if end <= start:
            continue
        found += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    return [piece for piece in [*found, Piece(text[at:], False)] if piece.text]


def _others(slug: str, selection: Selection, value: Value) -> Iterator[Other]:
    path = reverse("finding_value", args=[slug, value.conversation.public_id])
    for finding in value.others:
        query = urlencode([("goal", finding.goal), *selection.pairs()])
        yield Other(
            finding.goal,
            words.value_text(finding.value) or "(empty)",
            f"{path}?{query}",
            finding.is_supported is False,
        )


def _same(slug: str, selection: Selection, finding: Finding | None) -> str:
    """Return the table of all that have the same value, "" for one too long to be asked for."""
    if finding is None or not finding.value_key or len(finding.value_key) >= 200:
        return ""
    if not selection.template:
        return ""
    narrowed = selection.narrowed_by(Condition(finding.goal, Op.IS, finding.value_key))
    return table_url(slug, narrowed)
