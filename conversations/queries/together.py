"""What one conversation page shows besides the conversation itself, in one statement.

Each part comes as a JSON list of rows: seven small statements cost more in the client than the
database needs for all of them.
"""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.db import connection

RECENT = 3  # of each participant's other conversations


class TurnRow(NamedTuple):
    position: int
    role: str
    text: str
    modality: str
    at: datetime | None
    corrected_at: datetime | None = None


class ToolRow(NamedTuple):
    name: str
    args: dict[str, Any]
    result: Any
    error: str
    after_turn: int
    at: datetime | None
    duration_ms: int | None


class FoundRow(NamedTuple):
    goal: str
    value: Any
    evidence: list[dict[str, Any]]
    evidence_source: str
    declared: bool
    confidence: float | None
    committed_at: datetime | None
    is_supported: bool | None = None
    review: str = ""
    original_value: Any = None


class JudgedRow(NamedTuple):
    criterion: str
    passed: bool | None
    reasoning: str


class UsageRow(NamedTuple):
    component: str
    unit: str
    currency: str
    quantity: Decimal
    cost: Decimal | None


class RecentRow(NamedTuple):
    public_id: str
    template_name: str
    at: datetime


class PersonRow(NamedTuple):
    public_id: str
    display_name: str
    name: str
    external_id: str | None
    conversation_count: int
    recent: list[RecentRow]
    email: str = ""
    works_at: str | None = None


class Together(NamedTuple):
    goals: list[dict[str, Any]]
    turns: list[TurnRow]
    tool_calls: list[ToolRow]
    findings: list[FoundRow]
    criteria: list[JudgedRow]
    persons: list[PersonRow]
    usage: list[UsageRow]
    event_count: int
    next_at: datetime | None  # when the turn after these was said


_STATEMENT = """
SELECT (SELECT goals::text FROM conversations_templateversion WHERE id = %(version)s),
(SELECT json_agg(json_build_array(position, role, text, modality, at, corrected_at)
        ORDER BY position)::text
 FROM conversations_turn
 WHERE conversation_id = %(id)s AND position > %(after)s AND position <= %(upto)s),
(SELECT json_agg(json_build_array(name, args, result, error, after_turn, at, duration_ms)
        ORDER BY position)::text
 FROM conversations_toolcall WHERE conversation_id = %(id)s),
(SELECT json_agg(json_build_array(goal, value, evidence, evidence_source, declared, confidence,
        committed_at, is_supported, review, original_value) ORDER BY id)::text
 FROM conversations_finding WHERE conversation_id = %(id)s),
(SELECT json_agg(json_build_array(criterion, passed, reasoning) ORDER BY id)::text
 FROM conversations_criterionresult WHERE conversation_id = %(id)s),
(SELECT json_agg(json_build_array(person.public_id,
        coalesce(nullif(person.name, ''), person.external_id, 'Unnamed person'), person.name,
        person.external_id, person.conversation_count, recent.told, person.email,
        person.profile ->> 'organization_name') ORDER BY part.position, part.id
        )::text
 FROM conversations_participation part
 JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
 LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(other.public_id, other.template_name,
            coalesce(other.started_at, other.created_at)) ORDER BY other.created_at DESC) AS told
    FROM (
        SELECT conversation.public_id, template_name, started_at, created_at
        FROM conversations_participation theirs
        JOIN conversations_conversation conversation ON conversation.id = theirs.conversation_id
        WHERE theirs.person_id = person.id AND theirs.conversation_id <> %(id)s
          AND conversation.erasing_at IS NULL
          AND conversation.is_test = (
            SELECT is_test FROM conversations_conversation WHERE id = %(id)s)
        ORDER BY theirs.conversation_created_at DESC, theirs.conversation_id DESC
        LIMIT %(recent)s
    ) other
 ) recent ON true
 WHERE part.conversation_id = %(id)s),
(SELECT json_agg(json_build_array(component, unit, currency, quantity, cost)
        ORDER BY cost DESC NULLS LAST, component)::text
 FROM (
    SELECT component, unit, currency, sum(quantity)::text AS quantity, sum(cost) AS cost
    FROM conversations_usagerecord WHERE conversation_id = %(id)s
    GROUP BY component, unit, currency
 ) used),
(SELECT count(*) FROM conversations_sessionevent WHERE conversation_id = %(id)s),
(SELECT at FROM conversations_turn WHERE conversation_id = %(id)s AND position = %(upto)s + 1)
"""

Row = TypeVar("Row")


def together(conversation_id: int, version_id: int | None, after: int, upto: int) -> Together:
    """Return the parts of one conversation, its turns from `after` (exclusive) to `upto`."""
    asked = {
        "id": conversation_id,
        "version": version_id,
        "after": after,
        "upto": upto,
        "recent": RECENT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, asked)
        goals, turns, tools, findings, criteria, persons, usage, *rest = cursor.fetchone()
    return Together(
        json.loads(goals) if goals else [],
        _rows(turns, lambda row: TurnRow._make([*row[:4], _time(row[4]), _time(row[5])])),
        _rows(tools, lambda row: ToolRow._make([*row[:5], _time(row[5]), row[6]])),
        _rows(findings, lambda row: FoundRow._make([*row[:6], _time(row[6]), *row[7:]])),
        _rows(criteria, lambda row: JudgedRow._make(row)),
        _rows(persons, _person),
        _rows(usage, _usage, parse_float=Decimal),
        *rest,
    )


def _rows(text: str | None, shape: Callable[[list[Any]], Row], **how: Any) -> list[Row]:
    return [shape(row) for row in json.loads(text, **how)] if text else []


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _person(row: list[Any]) -> PersonRow:
    recent = [RecentRow._make([*told[:2], _time(told[2])]) for told in row[5] or []]
    return PersonRow._make([*row[:5], recent, *row[6:]])


def _usage(row: list[Any]) -> UsageRow:
    cost = row[4]
    money = None if cost is None else Decimal(cost)
    return UsageRow._make([*row[:3], Decimal(row[3]), money])
