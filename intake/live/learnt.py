"""What a live conversation has found out so far, read where a goal or a correction asks for it."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from conversations.models import EvidenceSource
from intake.evidence import Transcript
from intake.live.data import EvidenceData, GoalCommittedData
from intake.live.errors import Conflict
from intake.live.said import Said, Turns
from intake.live.session import Session
from intake.records import FindingRecord
from intake.results import Refusal

MOST_GOALS = 2_000  # with a finding or a state, in one conversation

_HEAD = """
    SELECT c.goal_states::text, v.goals::text FROM conversations_conversation c
    LEFT JOIN conversations_templateversion v ON v.id = c.template_version_id
    WHERE c.id = %s
"""
_FINDINGS = """
    SELECT goal, value::text, evidence::text, evidence_source, committed_at
    FROM conversations_finding WHERE conversation_id = %s ORDER BY id
"""


@dataclass(slots=True)
class Found:
    """A finding. `is_new`: committed by these events; `is_moved`: only its evidence changed."""

    goal: str
    value: Any
    evidence: list[dict[str, Any]]
    source: str
    committed_at: datetime | None
    confidence: float | None = None
    is_new: bool = False
    is_moved: bool = False


@dataclass(slots=True)
class Learnt:
    """`goals`: declared by the template version. `states`: of goals without a finding."""

    goals: frozenset[str]
    states: dict[str, str]
    found: dict[str, Found] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session) -> "Learnt":
        with connection.cursor() as cursor:
            cursor.execute(_HEAD, [session.id])
            states, goals = cursor.fetchone()
            declared = frozenset(goal["id"] for goal in json.loads(goals)) if goals else frozenset()
            learnt = cls(declared, json.loads(states))
            cursor.execute(_FINDINGS, [session.id])
            for goal, value, evidence, source, committed_at in cursor.fetchall():
                learnt.found[goal] = Found(
                    goal,
                    None if value is None else json.loads(value),
                    json.loads(evidence),
                    source,
                    committed_at,
                )
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

    def commit(self, data: GoalCommittedData, at: datetime, turns: Turns, path: str) -> None:
        """Keep the finding, with the evidence given or else located in what was said so far.

        Raises Refusal for evidence that is not in the transcript.
        """
        self._check_room(data.goal, path)
        if data.evidence is None:
            transcript = Transcript(turns.all())
            evidence, source = _located(data.goal, data.value, at, transcript)
        else:
            evidence = [
                _given(each, turns, f"{path}.evidence[{number}]")
                for number, each in enumerate(data.evidence)
            ]
            source = (EvidenceSource.GIVEN if evidence else EvidenceSource.NONE).value
        self.states.pop(data.goal, None)
        self.found[data.goal] = Found(
            data.goal, data.value, evidence, source, at, data.confidence, is_new=True
        )

    def follow(self, turn: Said, before: str, turns: Turns) -> None:
        """Have evidence fit a turn that read `before` until now.

        What was not given is looked for anew, in what is known to have been said now. A given span
        whose words changed becomes its turn.
        """
        transcript = Transcript(turns.all())
        for found in self.found.values():
            evidence, source = found.evidence, found.source
            if source == EvidenceSource.GIVEN:
                evidence = [_fitting(span, turn, before) for span in evidence]
            else:
                evidence, source = _located(found.goal, found.value, found.committed_at, transcript)
            found.is_moved = found.is_moved or evidence != found.evidence
            found.evidence, found.source = evidence, source

    def _check_room(self, goal: str, path: str) -> None:
        known = goal in self.found or goal in self.states
        if not known and len(self.found) + len(self.states) >= MOST_GOALS:
            raise Conflict(f"{path}.goal", f"would be one goal more than {MOST_GOALS:,}")


def _located(
    goal: str, value: Any, at: datetime | None, transcript: Transcript
) -> tuple[list[dict[str, Any]], str]:
    finding = FindingRecord.model_construct(goal=goal, value=value, committed_at=at)
    spans = transcript.locate(finding)
    source = EvidenceSource.LOCATED if spans else EvidenceSource.NONE
    return list(spans), source.value


def _given(evidence: EvidenceData, turns: Turns, path: str) -> dict[str, Any]:
    if evidence.turn is None:
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
