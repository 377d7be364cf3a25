"""The rows of everything in a conversation, in the order of each table's columns."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from conversations.models import EvidenceSource
from intake.bulk import Row, Table, as_json
from intake.digest import canonical_json
from intake.draft import Draft
from intake.evidence import Transcript
from intake.records import ConversationRecord, FindingRecord
from intake.support import is_supported
from intake.values import value_key, value_number, value_time
from web import ids

_OWNER = ("organization_id", "conversation_id")

TURNS = Table(
    "conversations_turn",
    (*_OWNER, "public_id", "position", "role", "text", "modality", "at"),
    key="position",
)
TOOL_CALLS = Table(
    "conversations_toolcall",
    (
        *_OWNER, "position", "after_turn", "name", "args", "result", "error", "at", "duration_ms",
    ),
    key="position",
)  # fmt: skip
FINDINGS = Table(
    "conversations_finding",
    (
        *_OWNER, "template_id", "goal", "declared", "value", "value_key", "value_number",
        "value_time", "evidence", "evidence_source", "is_supported", "confidence", "committed_at",
        "conversation_created_at", "is_test",
    ),
    key="goal",
)  # fmt: skip
CRITERIA = Table(
    "conversations_criterionresult",
    (*_OWNER, "criterion", "passed", "reasoning", "evaluated_at"),
    key="criterion",
)
EVENTS = Table(
    "conversations_sessionevent",
    (*_OWNER, "event_id", "type", "at", "digest", "data"),
    key="event_id",
)
PARTICIPATIONS = Table(
    "conversations_participation",
    (*_OWNER, "person_id", "position", "conversation_created_at"),
    key="person_id",
)
USAGE = Table(
    "conversations_usagerecord",
    (*_OWNER, "component", "quantity", "unit", "cost", "currency", "at"),
)

# Events whose content has a place of its own: keeping it here too would be one more to erase. The
# first are those of live sessions, the last what imports call them besides.
OWN_PLACES = frozenset(
    {
        "turn", "turn.corrected", "tool.called", "goal.committed", "criterion.evaluated", "usage",
        "summary", "frame.captured", "tool_call", "goal_commit", "criterion", "frame",
    }
)  # fmt: skip

TurnIds = Mapping[tuple[int, int], str]


def turn_rows(organization_id: int, draft: Draft, stored_ids: TurnIds) -> Iterator[Row]:
    """`stored_ids`: by (conversation, position), kept where the record gives a turn no id."""
    for position, turn in enumerate(draft.record.transcript, 1):
        public_id = turn.id or stored_ids.get((draft.id, position)) or ids.mint_turn()
        yield (
            organization_id,
            draft.id,
            public_id,
            position,
            turn.role,
            turn.text,
            turn.modality,
            turn.at,
        )


def tool_call_rows(organization_id: int, draft: Draft) -> Iterator[Row]:
    after_turn = 0
    clock = _Clock(draft.record)
    for position, call in enumerate(draft.record.tool_calls, 1):
        # Without a time a call stays behind the one before it.
        after_turn = after_turn if call.at is None else clock.last_turn_at(call.at.timestamp())
        result = None if call.result is None else as_json(call.result)
        yield (
            organization_id,
            draft.id,
            position,
            after_turn,
            call.name,
            as_json(call.args),
            result,
            call.error,
            call.at,
            call.duration_ms,
        )


def finding_rows(organization_id: int, draft: Draft) -> Iterator[Row]:
    declared = draft.version.goals if draft.version else frozenset()
    numbers = {each.goal for each in draft.record.findings if value_number(each.value) is not None}
    numbers |= draft.version.numbers if draft.version else set()
    transcript = Transcript(draft.record.transcript, numbers)
    for finding in draft.record.findings:
        evidence, source = _evidence(finding, transcript)
        named = draft.version.named.get(finding.goal, ()) if draft.version else ()
        turns = draft.record.transcript
        yield (
            organization_id,
            draft.id,
            draft.version.template_id if draft.version else None,
            finding.goal,
            finding.goal in declared,
            None if finding.value is None else as_json(finding.value),
            value_key(finding.value),
            value_number(finding.value),
            value_time(finding.value),
            as_json(evidence),
            source.value,
            is_supported(finding.value, evidence, source, turns, named),
            finding.confidence,
            finding.committed_at,
            draft.created_at,
            draft.record.is_test,
        )


def criterion_rows(organization_id: int, draft: Draft) -> Iterator[Row]:
    for result in draft.record.criteria:
        yield (
            organization_id,
            draft.id,
            result.criterion,
            result.passed,
            result.reasoning,
            result.evaluated_at,
        )


def event_rows(organization_id: int, draft: Draft) -> Iterator[Row]:
    for event in draft.record.events:
        body = canonical_json(event.model_dump(mode="json"))
        data = None if event.type in OWN_PLACES else as_json(event.data)
        digest = hashlib.sha256(body).digest()
        yield organization_id, draft.id, event.id, event.type, event.at, digest, data


def participation_rows(organization_id: int, draft: Draft) -> Iterator[Row]:
    for position, person in enumerate(draft.persons):
        yield organization_id, draft.id, person.pk, position, draft.created_at


def usage_rows(organization_id: int, draft: Draft) -> Iterator[Row]:
    record = draft.record
    when = record.ended_at or record.started_at or draft.created_at
    for item in record.usage:
        yield (
            organization_id,
            draft.id,
            item.component,
            item.quantity,
            item.unit,
            item.cost,
            item.currency,
            item.at or when,
        )


def _evidence(finding: FindingRecord, transcript: Transcript) -> tuple[list[dict], EvidenceSource]:
    """Given goes before located; one that was given as empty is not looked for."""
    if finding.evidence is not None:
        given = [evidence.model_dump(exclude_none=True) for evidence in finding.evidence]
        return given, EvidenceSource.GIVEN if given else EvidenceSource.NONE
    located = transcript.locate(finding)
    return list(located), EvidenceSource.LOCATED if located else EvidenceSource.NONE


class _Clock:
    """Which turn had been said at an instant; times that run backwards count as no later."""

    def __init__(self, record: ConversationRecord) -> None:
        self._positions: list[int] = []
        self._times: list[float] = []
        if not record.tool_calls:
            return
        for position, turn in enumerate(record.transcript, 1):
            if turn.at is not None:
                moment = turn.at.timestamp()
                self._positions.append(position)
                self._times.append(max(moment, self._times[-1]) if self._times else moment)

    def last_turn_at(self, moment: float) -> int:
        """The position of the last turn said by then, 0 before the first."""
        index = bisect_right(self._times, moment)
        return self._positions[index - 1] if index else 0
