"""What a finding is at present, once people have decided about it: its row and its conversation's.

`value` of a finding is what counts; where that is not what the runtime committed, `original_value`
is. Everything that repeats a finding follows it: the conversation's own findings and counts, the
rollups, the search document.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from conversations.domain import mark_rollups
from conversations.models import EvidenceSource, Reviewed
from conversations.queries.goals import named_values
from intake.beside import declared_numbers
from intake.bulk import as_json
from intake.digest import canonical_json
from intake.evidence import Span, Transcript
from intake.live.said import Turns
from intake.records import FindingRecord
from intake.support import is_supported
from intake.values import value_key, value_number, value_time

_SET = """
    UPDATE conversations_finding SET value = %(value)s, value_key = %(key)s,
        value_number = %(number)s, value_time = %(time)s, review = %(review)s,
        original_value = %(original)s, evidence = %(evidence)s, evidence_source = %(source)s,
        is_supported = %(supported)s
    WHERE conversation_id = %(id)s AND goal = %(goal)s
"""
_RETELL = """
    UPDATE conversations_conversation c SET findings = found.told, finding_count = found.number,
        goals_met = found.met, search_due_at = coalesce(c.search_due_at, %(now)s)
    FROM (
        SELECT conversation_id, json_object_agg(goal, value ORDER BY id)::jsonb AS told,
            count(*) AS number, count(*) FILTER (WHERE declared AND value IS NOT NULL) AS met
        FROM conversations_finding WHERE conversation_id = ANY(%(ids)s) GROUP BY conversation_id
    ) found
    WHERE c.id = found.conversation_id
    RETURNING c.organization_id, c.created_at
"""
_GOALS = """
    SELECT c.turn_count, v.goals::text, c.findings::text FROM conversations_conversation c
    LEFT JOIN conversations_templateversion v ON v.id = c.template_version_id WHERE c.id = %s
"""


@dataclass(slots=True)
class Standing:
    """A finding's row as it stands. `value` counts, `original` is the runtime's where another."""

    goal: str
    value: Any
    review: str
    original: Any
    evidence: list[dict[str, Any]]
    source: str
    committed_at: datetime | None

    @property
    def committed(self) -> Any:
        """What the runtime committed last."""
        is_other = self.review in (Reviewed.CORRECTED, Reviewed.REJECTED)
        return self.original if is_other else self.value


COLUMNS = """goal, value::text, review, original_value::text, evidence::text, evidence_source,
    committed_at"""


def standing(row: tuple[Any, ...]) -> Standing:
    """Return the finding of a row of COLUMNS."""
    goal, value, review, original, evidence, source, committed_at = row
    return Standing(
        goal, loaded(value), review, loaded(original), json.loads(evidence), source, committed_at
    )


def loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def stored(value: Any) -> str | None:
    """Return the value for a json column, where there is one."""
    return None if value is None else as_json(value)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; to Python true is 1."""
    return canonical_json(one) == canonical_json(other)


class Heard:
    """The transcript of one conversation, read where a value is compared with it."""

    def __init__(self, conversation_id: int) -> None:
        self._id = conversation_id
        with connection.cursor() as cursor:
            cursor.execute(_GOALS, [conversation_id])
            count, told, found = cursor.fetchone()
        goals = loaded(told) or []
        self._named = named_values(goals)
        self._turns = Turns(conversation_id, count).all()
        numbers = declared_numbers(goals).union(
            goal for goal, value in loaded(found).items() if value_number(value) is not None
        )
        self._transcript = Transcript(self._turns, numbers)

    def compare(self, finding: Standing) -> bool | None:
        """Find the value's evidence anew where nobody gave any; return whether it holds it."""
        if finding.value is None:
            return None
        if finding.source in (EvidenceSource.LOCATED, EvidenceSource.NONE):
            self._locate(finding)
        named = self._named.get(finding.goal, ())
        return is_supported(finding.value, finding.evidence, finding.source, self._turns, named)

    def where(self, goal: str, value: Any) -> list[Span]:
        """Return where the persons said it, [] for nowhere."""
        # A correction may be what was said after the runtime had committed.
        asked = FindingRecord.model_construct(goal=goal, value=value, committed_at=None)
        return self._transcript.locate(asked)

    def _locate(self, finding: Standing) -> None:
        spans = self.where(finding.goal, finding.value)
        finding.evidence = list(spans)
        finding.source = (EvidenceSource.LOCATED if spans else EvidenceSource.NONE).value


def put(conversation_id: int, finding: Standing, supported: bool | None) -> None:
    """Write the finding's row; `retell` then has what repeats it follow."""
    told: dict[str, Any] = {
        "id": conversation_id,
        "goal": finding.goal,
        "value": stored(finding.value),
        "key": value_key(finding.value),
        "number": value_number(finding.value),
        "time": value_time(finding.value),
        "review": finding.review,
        "original": stored(finding.original),
        "evidence": as_json(finding.evidence),
        "source": finding.source,
        "supported": supported,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SET, told)


def retell(conversation_ids: Collection[int], now: datetime) -> None:
    """Have the conversations, their rollups and search documents follow their findings' rows."""
    with connection.cursor() as cursor:
        cursor.execute(_RETELL, {"ids": list(conversation_ids), "now": now})
        changed = cursor.fetchall()
    for organization_id in {organization for organization, _ in changed}:
        mark_rollups(organization_id, [at for owner, at in changed if owner == organization_id])
