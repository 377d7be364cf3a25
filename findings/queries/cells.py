"""What stands in the columns of a page's rows: their findings, criteria, context and persons."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from conversations.queries.narrowed import Part

_LONGEST_VALUE = 2_000  # bytes of a value that is read whole; of a longer one its beginning is


# A finding in a cell: its value, whether that is cut, whether its evidence holds it, whether it has
# one, and what people said of it. A value is JSON's; of a very long one the beginning of its text.
# As the database has put it together: a page of rows has hundreds.
Found = tuple[Any, bool, bool | None, bool, str]


@dataclass(frozen=True, slots=True)
class Cells:
    """What the rows of a page have, by conversation id and then by goal or column."""

    findings: Mapping[int, dict[str, Found]]
    others: Mapping[int, dict[str, Any]] = field(default_factory=dict)


# Values of those goals alone; the others tell which goals were reached, and so why some are empty.
_WITH_FINDINGS = f"""
SELECT {{columns}}, (
    SELECT json_object_agg(f.goal, json_build_array(
        CASE WHEN f.goal <> ALL(%s) THEN NULL
            WHEN pg_column_size(f.value) <= {_LONGEST_VALUE} THEN f.value
            ELSE to_jsonb(f.value_key) END,
        pg_column_size(f.value) > {_LONGEST_VALUE}, f.is_supported, f.value_key <> '', f.review)
    )::text
    FROM conversations_finding f WHERE f.conversation_id = told.id
) FROM ({{sql}}) told
"""
_IDS = "SELECT unnest(%s::bigint[]) AS id"
_CRITERIA = """
SELECT conversation_id, 'criterion.' || criterion, passed
FROM conversations_criterionresult WHERE conversation_id = ANY(%s) AND criterion = ANY(%s)
"""
_CONTEXT = """
SELECT c.id, 'context.' || wanted.key, left(c.context ->> wanted.key, 300)
FROM conversations_conversation c CROSS JOIN unnest(%s::text[]) wanted (key)
WHERE c.id = ANY(%s) AND c.context ? wanted.key
"""
# Of several persons the first, as in the list.
_PERSONS = """
SELECT DISTINCT ON (part.conversation_id, wanted.key) part.conversation_id, 'person.' || wanted.key,
    left(CASE wanted.key
        WHEN 'name' THEN person.name WHEN 'external_id' THEN person.external_id
        WHEN 'email' THEN person.email
        ELSE CASE split_part(wanted.key, '.', 1) WHEN 'profile' THEN person.profile
            ELSE person.org_context END ->> substr(wanted.key, strpos(wanted.key, '.') + 1)
    END, 300)
FROM conversations_participation part
JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
CROSS JOIN unnest(%s::text[]) wanted (key)
WHERE part.conversation_id = ANY(%s)
ORDER BY part.conversation_id, wanted.key, part.position, part.id
"""


def goals_in(columns: Iterable[str]) -> list[str]:
    """Return the goals whose findings stand in these columns."""
    return [key[len("goal.") :] for key in columns if key.startswith("goal.")]


def with_findings(statement: Part, goals: Sequence[str], columns: str = "told.*") -> Part:
    """Return the statement, whose rows have an `id`, with their findings as a column more.

    `columns`: what to return of a row `told` before it.
    """
    sql, params = statement
    return _WITH_FINDINGS.format(sql=sql, columns=columns), [list(goals), *params]


def read_findings(text: str | None) -> dict[str, Found]:
    """Return {goal: finding} of what that column holds."""
    found: dict[str, Found] = json.loads(text or "{}")
    return found


def findings(ids: Sequence[int], goals: Sequence[str]) -> dict[int, dict[str, Found]]:
    """Return {conversation id: {goal: finding}} in one statement; values only of `goals`."""
    if not ids or not goals:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(*with_findings((_IDS, [list(ids)]), goals))
        return {id: read_findings(text) for id, text in cursor.fetchall()}


def others(ids: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
    """Return what stands in columns that are no goal's: a statement for each kind there is."""
    names: dict[str, list[str]] = {}
    for kind, _, name in (column.partition(".") for column in columns):
        names.setdefault(kind, []).append(name)
    found: dict[int, dict[str, Any]] = {}
    if not ids:
        return found
    statements: tuple[tuple[str, str, list[Any]], ...] = (
        ("criterion", _CRITERIA, [ids, names.get("criterion")]),
        ("context", _CONTEXT, [names.get("context"), ids]),
        ("person", _PERSONS, [names.get("person"), ids]),
    )
    with connection.cursor() as cursor:
        for kind, statement, params in statements:
            if kind in names:
                cursor.execute(statement, params)
                for id, key, value in cursor.fetchall():
                    found.setdefault(id, {})[key] = value
    return found
