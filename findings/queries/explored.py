"""The template that is explored: its version that is shown, and the columns there are."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from conversations.queries.listing import TemplateChoice
from findings.queries.inferring import infer
from findings.queries.selection import Selection
from web.prepared import prepared_cursor

_SAMPLE = 200
_TYPES_KEPT_SECONDS = 60.0
_kept_types: dict[tuple[int, bool], tuple[float, dict[str, str]]] = {}

# The goals that were found: one index step each, however many findings there are. The templates
# beside it are for the menu above the table, where one is shown.
_TEMPLATE = """
WITH RECURSIVE t AS MATERIALIZED (
    SELECT id, public_id, name FROM conversations_template
    WHERE organization_id = %(organization)s AND public_id = %(template)s
), found (goal) AS (
    (SELECT goal FROM conversations_finding WHERE template_id = (SELECT id FROM t)
     AND is_test = %(is_test)s ORDER BY goal LIMIT 1)
    UNION ALL
    SELECT (SELECT f.goal FROM conversations_finding f WHERE f.template_id = (SELECT id FROM t)
            AND f.is_test = %(is_test)s AND f.goal > found.goal ORDER BY f.goal LIMIT 1)
    FROM found WHERE found.goal IS NOT NULL
)
SELECT t.id, t.public_id, t.name, shown.number, shown.goals::text, shown.criteria::text,
    (SELECT json_agg(json_build_array(v.id, v.number) ORDER BY v.number DESC)::text
     FROM (SELECT id, number FROM conversations_templateversion WHERE template_id = t.id
           ORDER BY number DESC LIMIT 200) v),
    (SELECT json_agg(goal)::text FROM (
        SELECT goal FROM found WHERE goal IS NOT NULL LIMIT 200) every),
    CASE WHEN %(beside)s THEN (
        SELECT json_agg(json_build_array(id, public_id, name) ORDER BY name, id)::text FROM (
            SELECT id, public_id, name FROM conversations_template
            WHERE organization_id = %(organization)s ORDER BY name, id LIMIT 500) other) END
FROM t
LEFT JOIN LATERAL (
    SELECT number, goals, criteria FROM conversations_templateversion v
    WHERE v.template_id = t.id AND (%(version)s::int IS NULL OR v.number = %(version)s)
    ORDER BY number DESC LIMIT 1
) shown ON true
"""
# Long values are not worth reading for their type.
_NEWEST_VALUES = """
SELECT f.goal, f.value::text FROM conversations_finding f
WHERE f.conversation_id IN (
    SELECT c.id FROM conversations_conversation c
    WHERE c.template_id = %(template)s AND c.is_test = %(is_test)s AND c.erasing_at IS NULL
    ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s
) AND f.value IS NOT NULL AND pg_column_size(f.value) < 500
"""


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal and the type of its values. `is_declared`: by the version that is shown.

    `is_found`: some conversation of the template has it.
    """

    id: str
    type: str
    description: str = ""
    allowed: tuple[Any, ...] = ()
    is_declared: bool = True
    is_inferred: bool = False
    is_found: bool = True


@dataclass(frozen=True, slots=True)
class Explored:
    """`versions`: {number: its id}, newest first. `goals`: declared ones first, in their order.

    `templates`: all that the organisation has, where they were asked for.
    """

    id: int
    public_id: str
    name: str
    version: int | None
    versions: dict[int, int]
    goals: tuple[Goal, ...]
    criteria: tuple[dict[str, Any], ...]
    templates: tuple[TemplateChoice, ...] = ()

    def goal(self, id: str) -> Goal:
        """Return a goal; one that nobody has found and no version declares is a text."""
        known = next((goal for goal in self.goals if goal.id == id), None)
        return known or Goal(id, "text", is_declared=False)


def explored(
    organization_id: int, selection: Selection, *, beside: bool = False
) -> Explored | None:
    """Return the organisation's template under the selection, None for an unknown one.

    `beside`: with the templates beside it. One statement, and once a minute another for goals
    whose type nobody declared.
    """
    asked: dict[str, Any] = {
        "organization": organization_id,
        "template": selection.template,
        "version": selection.version,
        "is_test": selection.filters.test,
        "beside": beside,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_TEMPLATE, asked)
        row = cursor.fetchone()
    if row is None:
        return None
    id, public_id, name, number, goals, criteria, *listed = row
    versions, found, templates = (json.loads(each or "[]") for each in listed)
    is_test = selection.filters.test
    declared = json.loads(goals) if goals else []
    return Explored(
        id=id,
        public_id=public_id,
        name=name,
        version=number,
        versions={number: version for version, number in versions},
        goals=_goals(declared, found, lambda: _types(id, is_test=is_test)),
        criteria=tuple(json.loads(criteria)) if criteria else (),
        templates=tuple(TemplateChoice._make(each) for each in templates),
    )


def _goals(declared: list[dict[str, Any]], found: Iterable[str], types: Any) -> tuple[Goal, ...]:
    """Return the declared goals, then what else was found, each with its type."""
    ids = [goal["id"] for goal in declared]
    had = set(found)
    others = [goal for goal in found if goal not in set(ids)]
    untyped = others or any(not _declared_type(goal) for goal in declared)
    inferred = types() if untyped else {}
    goals = [
        Goal(
            id=goal["id"],
            type=_declared_type(goal) or inferred.get(goal["id"], "text"),
            description=goal.get("description") or "",
            allowed=tuple(goal.get("allowed_values") or ()),
            is_inferred=not _declared_type(goal),
            is_found=goal["id"] in had,
        )
        for goal in declared
    ]
    return (
        *goals,
        *(
            Goal(goal, inferred.get(goal, "text"), is_declared=False, is_inferred=True)
            for goal in others
        ),
    )


def _declared_type(goal: dict[str, Any]) -> str:
    if declared := goal.get("type"):
        return str(declared)
    return "category" if goal.get("allowed_values") else ""


def _types(template_id: int, *, is_test: bool) -> dict[str, str]:
    """Return {goal: type} as the newest conversations have it; kept in memory for a minute."""
    until, types = _kept_types.get((template_id, is_test), (0.0, {}))
    if time.monotonic() < until:
        return types
    values: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        asked = {"template": template_id, "is_test": is_test, "limit": _SAMPLE}
        cursor.execute(_NEWEST_VALUES, asked)
        for goal, value in cursor.fetchall():
            values.setdefault(goal, []).append(json.loads(value))
    types = {goal: infer(found) for goal, found in values.items()}
    if len(_kept_types) > 2_000:
        _kept_types.clear()
    _kept_types[template_id, is_test] = time.monotonic() + _TYPES_KEPT_SECONDS, types
    return types


def goals_by_version(template_id: int) -> dict[int, list[str]]:
    """Return {version id: its goals in their order}, of all versions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, goals::text FROM conversations_templateversion WHERE template_id = %s",
            [template_id],
        )
        return {id: [goal["id"] for goal in json.loads(goals)] for id, goals in cursor.fetchall()}
