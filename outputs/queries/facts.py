"""A conversation as its outputs need it, in one statement."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from outputs.definitions import Output, readable_outputs
from outputs.payloads import Facts

_FACTS = """
    SELECT c.public_id, c.session_id, t.public_id, c.is_test, c.status, c.created_at, c.started_at,
        c.ended_at, c.duration_seconds, c.end_reason, c.summary, c.context::text, c.findings::text,
        c.revision, c.template_id, c.erasing_at IS NOT NULL, v.outputs::text,
        (
            SELECT json_build_object(
                'id', p.public_id, 'external_id', p.external_id, 'name', p.name
            )::text
            FROM conversations_participation part
            JOIN persons_person p ON p.id = part.person_id
            WHERE part.conversation_id = c.id ORDER BY part.position, part.id LIMIT 1
        )
    FROM conversations_conversation c
    LEFT JOIN conversations_template t ON t.id = c.template_id
    LEFT JOIN conversations_templateversion v ON v.id = c.template_version_id
    WHERE c.organization_id = %s AND c.id = %s
"""
_CRITERIA = """
    SELECT criterion, passed, reasoning FROM conversations_criterionresult
    WHERE conversation_id = %s ORDER BY criterion
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation's facts, its outputs, and where it stands. `template_key`: its row's id."""

    key: int
    revision: int
    template_key: int | None
    is_erasing: bool
    facts: Facts
    outputs: list[Output]


def tell(organization_id: int, conversation: int) -> Told | None:
    """Return what the conversation with this row id is, None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [organization_id, conversation])
        row = cursor.fetchone()
    if row is None:
        return None
    *plain, context, findings, revision, template_key, is_erasing, outputs, person = row
    documents = {
        "context": json.loads(context),
        "findings": json.loads(findings),
        "person": json.loads(person) if person else {},
    }
    facts = Facts(*plain, **documents)
    known = list(readable_outputs(json.loads(outputs))) if outputs else []
    return Told(conversation, revision, template_key, is_erasing, facts, known)


def criteria(conversation: int) -> list[dict[str, Any]]:
    """Return [{criterion, passed, reasoning}] of what was judged so far."""
    with connection.cursor() as cursor:
        cursor.execute(_CRITERIA, [conversation])
        return [
            {"criterion": name, "passed": passed, "reasoning": reasoning}
            for name, passed, reasoning in cursor.fetchall()
        ]
