"""Findings as the Roxels API lists them: the rows of a selection, with all that is in them."""

import json
from collections.abc import Sequence
from typing import Any

from api.gate.sql import select
from findings.queries.selection import Selection
from findings.queries.table import Row

_DETAILS = """
SELECT c.id AS key, c.public_id AS interview_id, %(template)s AS template_id,
    c.version_number AS template_version, c.status, c.created_at, c.started_at,
    c.duration_seconds,
(SELECT json_agg(json_build_object('name', nullif(person.name, ''),
        'external_id', person.external_id) ORDER BY part.position, part.id)::text
 FROM conversations_participation part
 JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
 WHERE part.conversation_id = c.id) AS persons,
(SELECT json_agg(json_build_object('goal', goal, 'value', value, 'declared', declared,
        'evidence', evidence, 'evidence_source', evidence_source, 'supported', is_supported,
        'confidence', confidence, 'committed_at', to_char(committed_at AT TIME ZONE 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'review', nullif(review, ''),
        'original_value', original_value) ORDER BY id)::text
 FROM conversations_finding
 WHERE conversation_id = c.id AND (%(goals)s::text[] IS NULL OR goal = ANY(%(goals)s))) AS findings,
(SELECT json_agg(json_build_object('criterion', criterion, 'passed', passed,
        'reasoning', reasoning) ORDER BY id)::text
 FROM conversations_criterionresult WHERE conversation_id = c.id) AS criteria
FROM conversations_conversation c WHERE c.id = ANY(%(ids)s)
"""
_PARTS = ("persons", "findings", "criteria")


def details(rows: Sequence[Row], selection: Selection) -> list[dict[str, Any]]:
    """Return the rows' items in their order: one statement.

    Where columns are chosen only findings of their goals are told.
    """
    if not rows:
        return []
    goals = [key[len("goal.") :] for key in selection.columns if key.startswith("goal.")]
    asked = {
        "ids": [row.id for row in rows],
        "goals": goals if selection.columns else None,
        "template": selection.template,
    }
    found: dict[int, dict[str, Any]] = {}
    for row in select(_DETAILS, asked):
        key = row.pop("key")
        found[key] = {**row, **{name: json.loads(row[name] or "[]") for name in _PARTS}}
    return [found[row.id] for row in rows if row.id in found]
