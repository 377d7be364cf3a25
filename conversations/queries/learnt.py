"""What was learnt of one person, conversation after conversation, newest first."""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from conversations.models import TemplateVersion
from orgs.models import Organization
from persons.models import Person
from web import keyset
from web.keyset import Direction, Place

PAGE_SIZE = 50

# From the person's own index; what a conversation with others found counts for each of them.
_FOUND = """
SELECT f.id, f.goal, f.value, f.evidence, f.evidence_source, p.conversation_created_at, c.public_id,
       c.template_name, c.template_version_id, c.person_count
FROM conversations_participation p
JOIN conversations_conversation c ON c.id = p.conversation_id AND c.erasing_at IS NULL
JOIN conversations_finding f ON f.conversation_id = c.id
WHERE p.person_id = %s AND (%s = '' OR f.goal = %s)
  AND (p.conversation_created_at, f.id) {beyond} (%s, %s)
ORDER BY p.conversation_created_at {order}, f.id {order} LIMIT %s
"""
_ENDS = {
    "older": Place(datetime(9999, 1, 1, tzinfo=UTC), 0),
    "newer": Place(datetime(1, 1, 2, tzinfo=UTC), 0),
}


class LearntRow(NamedTuple):
    """One finding. `at`: when its conversation was created. `value`: as committed."""

    id: int
    goal: str
    value: Any
    evidence: list[dict[str, Any]]
    evidence_source: str
    at: datetime
    conversation: str
    template_name: str
    version_id: int | None
    person_count: int


def fetch(
    person: Person, goal: str, place: Place | None, direction: Direction, limit: int
) -> list[LearntRow]:
    """Return up to `limit` findings strictly beyond `place`; of one goal, of all where it is ""."""
    beyond, order = ("<", "DESC") if direction == "older" else (">", "ASC")
    start = place or _ENDS[direction]
    with connection.cursor() as cursor:
        cursor.execute(
            _FOUND.format(beyond=beyond, order=order),
            [person.pk, goal, goal, start.at, start.id, limit],
        )
        return [
            LearntRow(key, name, json.loads(value or "null"), json.loads(evidence), *rest)
            for key, name, value, evidence, *rest in cursor.fetchall()
        ]


def page(person: Person, goal: str, asked: keyset.Request) -> keyset.Page[LearntRow]:
    """Return the page asked for. Raises BadCursorError for a cursor of another person or goal."""
    return keyset.read(
        asked,
        f"findings of {person.pk}?goal={goal}",
        PAGE_SIZE,
        lambda place, direction, limit: fetch(person, goal, place, direction, limit),
        lambda row: Place(row.at, row.id),
    )


def descriptions(organization: Organization, version_ids: Collection[int]) -> dict[str, str]:
    """Return {goal: what it asks for} as the newest of these template versions word it."""
    if not version_ids:
        return {}
    found = TemplateVersion.objects.filter(organization=organization, pk__in=version_ids)
    return {
        goal["id"]: goal.get("description", "")
        for goals in found.order_by("pk").values_list("goals", flat=True)
        for goal in goals
    }
