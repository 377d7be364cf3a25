"""What a live conversation has found out so far, read where a goal or a correction asks for it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from conversations.models import EvidenceSource
from conversations.queries.goals import named_values
from intake.beside import declared_numbers
from intake.bulk import as_json
from intake.evidence import Transcript
from intake.live.data import EvidenceData, GoalCommittedData
from intake.live.errors import Conflict
from intake.live.said import Said, Turns
from intake.live.session import Session
from intake.records import FindingRecord
from intake.results import Refusal
from intake.support import is_supported
from intake.values import value_number

MOST_GOALS = 2_000  # with a finding or a state, in one conversation
MOST_CHARACTERS = 5_000_000  # of all its findings as JSON, which lists and records show at once

NO_FRAME = "is no frame of this conversation so far"
# Asks for the ids of its frames; they are looked up when one is named.
Frames = Callable[[], frozenset[str]]

_LOOKED_FOR = (EvidenceSource.LOCATED, EvidenceSource.NONE)

_HEAD = """
    SELECT c.goal_states::text, v.goals::text,
        EXISTS (SELECT FROM conversations_findingdecision d WHERE d.conversation_id = c.id)
    FROM conversations_conversation c
    LEFT JOIN conversations_templateversion v ON v.id = c.template_version_id
    WHERE c.id = %s
"""
_FINDINGS = """
    SELECT goal, value::text, evidence::text, evidence_source, committed_at
    FROM conversations_finding WHERE conversation_id = %s ORDER BY id
"""


@dataclass(slots=True)
class Found:
    """A finding. `is_new`: committed by these events; `is_moved`: only its evidence changed.

    `is_supported` is known of those alone.
    """

    goal: str
    value: Any
    evidence: list[dict[str, Any]]
    source: str
    committed_at: datetime | None
    confidence: float | None = None
    is_supported: bool | None = None
    is_new: bool = False
    is_moved: bool = False

    def stand_on(self, evidence: list[dict[str, Any]]) -> None:
        """Take other evidence, if it is another."""
        self.is_moved = self.is_moved or evidence != self.evidence
        self.evidence = evidence


@dataclass(slots=True)
class Learnt:
    """`goals`: declared by the template version. `states`: of goals without a finding.

    `is_decided`: people decided about some of its findings.
    """

    goals: frozenset[str]
    states: dict[str, str]
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    is_decided: bool = False
    found: dict[str, Found] = field(default_factory=dict)
    _transcript: Transcript = field(default_factory=Transcript)
    _sizes: dict[str, int] = field(default_factory=dict)  # of values, by goal
    _stale: list[Found] = field(default_factory=list)
    _known_turns: int = 0  # when `_stale` became so

    @classmethod
    def of(cls, session: Session) -> "Learnt":
        with connection.cursor() as cursor:
            cursor.execute(_HEAD, [session.id])
            states, goals, is_decided = cursor.fetchone()
            told = json.loads(goals) if goals else []
            declared = frozenset(goal["id"] for goal in told)
            learnt = cls(declared, json.loads(states), named_values(told), is_decided)
            learnt._transcript.tell_apart(declared_numbers(told))
            cursor.execute(_FINDINGS, [session.id])
            for goal, value, evidence, source, committed_at in cursor.fetchall():
                learnt._sizes[goal] = len(value or "")
                read = None if value is None else json.loads(value)
                found = Found(goal, read, json.loads(evidence), source, committed_at)
                learnt._put(found)
        return learnt

    @property
    def goals_met(self) -> int:
        return sum(
            goal in self.goals and found.value is not None for goal, found in self.found.items()
        )

    def note_state(self, goal: str, state: str, path: str) -> None:
        """Keep how a goal stands; one with a finding needs no telling."""
        if goal in self.found:
            return
        self._check_room(goal, path)
        self.states[goal] = state

    def commit(
        self, data: GoalCommittedData, at: datetime, turns: Turns, frames: Frames, path: str
    ) -> None:
        """Keep the finding, with the evidence given or else located in what was said so far.

        Raises Refusal for evidence that is neither in the transcript nor among `frames`.
        """
        self._check_room(data.goal, path)
        self._check_size(data, path)
        if data.evidence is None:
            evidence, source = _located(data.goal, data.value, at, self._hear(turns), turns.count)
        else:
            evidence = [
                _given(each, turns, frames, f"{path}.evidence[{number}]")
                for number, each in enumerate(data.evidence)
            ]
            source = (EvidenceSource.GIVEN if evidence else EvidenceSource.NONE).value
        found = Found(data.goal, data.value, evidence, source, at, data.confidence)
        self._compare(found, turns)
        self._keep(found)

    def keep_answer(self, data: GoalCommittedData, at: datetime, path: str) -> bool:
        """Keep what an API answered as the finding; return whether it says something new."""
        self._check_room(data.goal, path)
        before = self.found.get(data.goal)
        source = EvidenceSource.CHAINED.value
        self._keep(Found(data.goal, data.value, [], source, at))
        return before is None or (before.value, before.source) != (data.value, source)

    def _keep(self, found: Found) -> None:
        found.is_new = True
        self.states.pop(found.goal, None)
        self._put(found)

    def _put(self, found: Found) -> None:
        self.found[found.goal] = found
        if value_number(found.value) is not None:
            self._transcript.tell_apart([found.goal])

    def follow(self, turn: Said, before: str, turns: Turns) -> None:
        """Have evidence fit a turn that read `before` until now.

        What was not given is looked for anew, by `settle`. A given span whose words changed becomes
        its turn.
        """
        self._hear(turns).reword(turn.position)
        self._stale, self._known_turns = [], turns.count
        for found in self.found.values():
            if found.source == EvidenceSource.GIVEN:
                found.stand_on([_fitting(span, turn, before) for span in found.evidence])
                self._reread(found, turn.position, turns)
            elif found.source in _LOOKED_FOR:
                self._stale.append(found)

    def settle(self) -> None:
        """Look anew for what corrections may have moved, in what had been said at the last one.

        Once for all of them: of thousands of turns one alone takes a while.
        """
        for found in self._stale:
            evidence, found.source = _located(
                found.goal, found.value, found.committed_at, self._transcript, self._known_turns
            )
            found.is_supported = True if evidence else None
            found.stand_on(evidence)

    def _compare(self, found: Found, turns: Turns) -> None:
        """Note whether the evidence holds the value; only what was given has to be looked at."""
        said = turns.all() if found.source == EvidenceSource.GIVEN else []
        named = self.named.get(found.goal, ())
        found.is_supported = is_supported(found.value, found.evidence, found.source, said, named)

    def _reread(self, found: Found, position: int, turns: Turns) -> None:
        """Compare anew what stands on the corrected turn, or on the short answer after it."""
        if any(span.get("turn") in (position, position + 1) for span in found.evidence):
            self._compare(found, turns)
            found.is_moved = True

    def _hear(self, turns: Turns) -> Transcript:
        """Return what was said so far; it is taken to words once for all of these events."""
        self._transcript.hear(turns.since(self._transcript.count))
        return self._transcript

    def _check_room(self, goal: str, path: str) -> None:
        known = goal in self.found or goal in self.states
        if not known and len(self.found) + len(self.states) >= MOST_GOALS:
            raise Conflict(f"{path}.goal", f"would be one goal more than {MOST_GOALS:,}")

    def _check_size(self, data: GoalCommittedData, path: str) -> None:
        """Count the value instead of the one before it."""
        size = len(as_json(data.value))
        total = sum(self._sizes.values()) - self._sizes.get(data.goal, 0) + size
        if total > MOST_CHARACTERS:
            reason = f"would bring the findings beyond {MOST_CHARACTERS:,} characters"
            raise Conflict(f"{path}.value", reason)
        self._sizes[data.goal] = size


def _located(
    goal: str, value: Any, at: datetime | None, transcript: Transcript, among: int
) -> tuple[list[dict[str, Any]], str]:
    finding = FindingRecord.model_construct(goal=goal, value=value, committed_at=at)
    spans = transcript.locate(finding, among)
    source = EvidenceSource.LOCATED if spans else EvidenceSource.NONE
    return list(spans), source.value


def _given(evidence: EvidenceData, turns: Turns, frames: Frames, path: str) -> dict[str, Any]:
    if evidence.turn is None:
        if evidence.frame not in frames():
            raise Refusal(f"{path}.frame", NO_FRAME)
        return {"frame": evidence.frame}
    turn = turns.find(evidence.turn)
    if turn is None:
        raise Refusal(f"{path}.turn", "is no turn of this conversation so far")
    if evidence.start is None or evidence.end is None:
        return {"turn": turn.position}
    if evidence.end > len(turn.text):
        raise Refusal(f"{path}.end", "is beyond the end of the turn's text")
    return {"turn": turn.position, "start": evidence.start, "end": evidence.end}


def _fitting(span: dict[str, Any], turn: Said, before: str) -> dict[str, Any]:
    if span.get("turn") != turn.position or "start" not in span:
        return span
    words = slice(span["start"], span["end"])
    return span if turn.text[words] == before[words] else {"turn": turn.position}
