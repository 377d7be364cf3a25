"""What people decided stands, whatever the runtime commits or an import brings afterwards.

A correction says what is true of the conversation, and outlives what is committed later: that
becomes the original value beside it. A rejection or an acceptance speaks of one value, and lapses
with it. See docs/adr/0020.
"""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from conversations.models import Decided, FindingDecision, Reviewed
from intake.current import COLUMNS, Heard, Standing, is_same, loaded, put, retell, standing

_DECIDED = """
    SELECT DISTINCT ON (d.conversation_id, d.goal) d.organization_id, d.conversation_id, d.goal,
        d.kind, d.value::text, d.committed::text, (
            SELECT last.committed::text FROM conversations_findingdecision last
            WHERE last.conversation_id = d.conversation_id AND last.goal = d.goal
            ORDER BY last.id DESC LIMIT 1
        )
    FROM conversations_findingdecision d
    WHERE d.conversation_id = ANY(%(ids)s) AND d.kind <> 'recommitted'
        AND (%(goals)s::text[] IS NULL OR d.goal = ANY(%(goals)s))
    ORDER BY d.conversation_id, d.goal, d.id DESC
"""
_ROW = f"SELECT {COLUMNS} FROM conversations_finding WHERE conversation_id = %s AND goal = %s"
# A goal that the record no longer has: what a person found out stays a finding.
_ADD = """
    INSERT INTO conversations_finding (organization_id, conversation_id, template_id, goal,
        declared, value_key, evidence, evidence_source, review, conversation_created_at, is_test)
    SELECT c.organization_id, c.id, c.template_id, %(goal)s,
        coalesce(v.goals @> jsonb_build_array(jsonb_build_object('id', %(goal)s::text)), false),
        '', '[]', 'none', '', c.created_at, c.is_test
    FROM conversations_conversation c
    LEFT JOIN conversations_templateversion v ON v.id = c.template_version_id WHERE c.id = %(id)s
"""


class _Decision(NamedTuple):
    """`committed`: what the runtime had committed then; `known`: the last that is known of it."""

    organization_id: int
    conversation_id: int
    goal: str
    kind: str
    value: Any
    committed: Any
    known: Any


def stand_by(conversation_ids: Collection[int], goals: Collection[str] | None = None) -> None:
    """Put back what people decided, where `goals` (all: null) were just written as committed.

    One statement where nobody has decided anything. In the caller's transaction.
    """
    named = None if goals is None else list(goals)
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, {"ids": list(conversation_ids), "goals": named})
        found = [_Decision(*row[:4], *map(loaded, row[4:])) for row in cursor.fetchall()]
    now = timezone.now()
    for _, decisions in groupby(found, lambda each: each.conversation_id):
        heard: Heard | None = None
        for decision in decisions:
            heard = _stand_by(decision, now, heard)
    if found:
        retell({decision.conversation_id for decision in found}, now)


def _stand_by(decision: _Decision, now: datetime, heard: Heard | None) -> Heard | None:
    """Return the conversation's transcript, once it had to be read: the next one needs it, too."""
    row = _row(decision)
    if row is None and decision.kind == Decided.CORRECTED:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, {"id": decision.conversation_id, "goal": decision.goal})
        row = _row(decision)
    if row is None or (decision.kind == Decided.RESTORED and not row.review):
        return heard
    committed = row.value
    if not is_same(committed, decision.known):
        _note(decision, committed, now)
    row.review, row.value, row.original = _current(decision, committed)
    heard = heard or Heard(decision.conversation_id)
    put(decision.conversation_id, row, heard.compare(row))
    return heard


def _row(decision: _Decision) -> Standing | None:
    with connection.cursor() as cursor:
        cursor.execute(_ROW, [decision.conversation_id, decision.goal])
        row = cursor.fetchone()
    return standing(row) if row else None


def _current(decision: _Decision, committed: Any) -> tuple[str, Any, Any]:
    """Return (review, value, original value) under the decision, now that this was committed."""
    agrees = decision.kind != Decided.RESTORED and is_same(committed, decision.value)
    if decision.kind == Decided.CORRECTED and not agrees:
        return Reviewed.CORRECTED.value, decision.value, committed
    if decision.kind == Decided.REJECTED and is_same(committed, decision.committed):
        return Reviewed.REJECTED.value, None, committed
    if decision.kind != Decided.REJECTED and agrees:
        return Reviewed.ACCEPTED.value, committed, None
    return "", committed, None


def _note(decision: _Decision, committed: Any, now: datetime) -> None:
    FindingDecision.objects.create(
        organization_id=decision.organization_id,
        conversation_id=decision.conversation_id,
        goal=decision.goal,
        kind=Decided.RECOMMITTED,
        before=decision.known,
        value=committed,
        committed=committed,
        at=now,
    )
