"""The statements that count what the charts show, from the rollups or from the findings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from conversations.queries.goals import named_values
from findings.queries.edges import number_edges, unit_of
from findings.queries.explored import Explored, Goal
from findings.queries.narrowing import selected
from findings.queries.selection import Selection

Part = tuple[str, list[Any] | dict[str, Any]]

_SAMPLE = 300
_SPAN = """
SELECT min(day), max(day) FROM conversations_findingrollup
WHERE template_id = %(template)s AND is_test = %(is_test)s AND goal = '' AND value_key = ''
"""
# The newest values tell how wide a histogram's bins are to be.
_SAMPLED = f"""
SELECT goal.id, newest.value_number, newest.value_time
FROM unnest(%s::text[]) goal (id) CROSS JOIN LATERAL (
    SELECT f.value_number, f.value_time
    FROM (SELECT c.id FROM conversations_conversation c
          WHERE c.template_id = %s AND c.is_test = %s AND c.erasing_at IS NULL
          ORDER BY c.created_at DESC, c.id DESC LIMIT {_SAMPLE}) c
    JOIN conversations_finding f ON f.conversation_id = c.id AND f.goal = goal.id
) newest
"""
_ROLLED_UP = """
SELECT CASE WHEN goal = '' THEN 'all' WHEN value_key = '' THEN 'met' ELSE 'value' END, goal,
    value_key, date_trunc(%(unit)s, day)::date, sum(count)::bigint, 0
FROM conversations_findingrollup
WHERE template_id = %(template)s AND is_test = %(is_test)s
    AND (%(version)s::bigint IS NULL OR template_version_id = %(version)s)
    AND goal = ANY(%(goals)s)
GROUP BY 1, 2, 3, 4
"""
_ROLLED_UP_CRITERIA = """
SELECT 'judged', criterion, '', date_trunc(%(unit)s, day)::date, sum(passed)::bigint,
    sum(failed)::bigint
FROM conversations_criterionrollup
WHERE template_id = %(template)s AND is_test = %(is_test)s
    AND (%(version)s::bigint IS NULL OR template_version_id = %(version)s)
    AND criterion = ANY(%(criteria)s)
GROUP BY 2, 4
"""
_KEPT = (
    "WITH kept AS MATERIALIZED (SELECT c.id, date_trunc(%s, c.created_at)::date AS period {sql})"
)
_FOUND = """FROM conversations_finding f JOIN kept ON kept.id = f.conversation_id
    WHERE f.template_id = %s AND f.is_test = %s AND f.goal = ANY(%s)"""
_ALL = "SELECT 'all', '', '', period, count(*), 0::bigint FROM kept GROUP BY period"
_MET = f"""SELECT 'met', f.goal, '', kept.period, count(*), 0 {_FOUND} AND f.value_key <> ''
    GROUP BY f.goal, kept.period"""
# Of values in words of one's own there may be as many as conversations: only frequent ones count.
_FREQUENT = """SELECT 'value', goal, value_key, NULL::date, found, 0 FROM (
    SELECT goal, value_key, count(*) AS found,
        row_number() OVER (PARTITION BY goal ORDER BY count(*) DESC, value_key) AS place
    FROM ({found}) told GROUP BY goal, value_key
) ranked WHERE place <= 100"""
_VALUES = _FREQUENT.format(found=f"SELECT f.goal, f.value_key {_FOUND} AND f.value_key <> ''")
_ITEMS = _FREQUENT.format(
    found=f"""SELECT f.goal, lower(left(item, 200)) AS value_key
    FROM (SELECT f.goal, f.value {_FOUND} AND jsonb_typeof(f.value) = 'array') f
    CROSS JOIN LATERAL jsonb_array_elements_text(f.value) item"""
)
_BINS = f"""SELECT 'bin', f.goal, width_bucket(f.value_number, %s)::text, NULL::date, count(*), 0
    {_FOUND} AND f.value_number IS NOT NULL GROUP BY f.goal, 3"""
_DAYS = f"""SELECT 'day', f.goal, '', date_trunc(%s, f.value_time, 'UTC')::date, count(*), 0
    {_FOUND} AND f.value_time IS NOT NULL GROUP BY f.goal, 4"""
_JUDGED = """SELECT 'judged', r.criterion, '', kept.period, count(*) FILTER (WHERE r.passed),
    count(*) FILTER (WHERE NOT r.passed)
    FROM conversations_criterionresult r JOIN kept ON kept.id = r.conversation_id
    WHERE r.criterion = ANY(%s) GROUP BY r.criterion, kept.period"""


@dataclass(slots=True)
class Statement:
    """What is to be asked; its rows are (what, goal or criterion, key, day, count, count)."""

    unit: str
    parts: list[Part] = field(default_factory=list)
    edges: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)
    date_units: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[Any, ...]] = field(default_factory=list)


def counting(
    organization_id: int,
    template: Explored,
    selection: Selection,
    goals: Sequence[Goal],
    criteria: Sequence[str],
) -> Statement:
    """Return the statements that count these goals and criteria: three at most, besides samples."""
    statement = Statement(_unit(template, selection))
    scales = [goal for goal in goals if goal.type in ("number", "date")]
    if scales:
        _sample(statement, template, selection, scales)
    branches: list[Part] = []
    if selection.is_narrowed:
        branches += _everything(template, selection, goals, criteria)
        uncovered = list(goals)
    else:
        statement.parts += _rolled_up(statement.unit, template, selection, goals, criteria)
        uncovered = [goal for goal in goals if not _is_covered(goal)]
    branches += _of_values(statement, template, selection, uncovered)
    if branches:
        found = selected(organization_id, template, selection)
        head = _KEPT.format(sql=found.sql)
        params = [statement.unit, *found.params, *(each for _, own in branches for each in own)]
        statement.parts.append((f"{head} {' UNION ALL '.join(sql for sql, _ in branches)}", params))
    return statement


def _is_covered(goal: Goal) -> bool:
    """Whether the rollup counts its values. A category without a choice of values is not."""
    told = {"id": goal.id, "type": goal.type, "allowed_values": list(goal.allowed)}
    return goal.is_declared and bool(named_values([told]))


def _unit(template: Explored, selection: Selection) -> str:
    """Return how finely time is told: by the period asked for, else by how long there were any."""
    since, until = selection.filters.period()
    with connection.cursor() as cursor:
        asked = {"template": template.id, "is_test": selection.filters.test}
        cursor.execute(_SPAN, asked)
        first, last = cursor.fetchone()
    start = since.date() if since else first
    end = until.date() if until else last
    return unit_of((end - start).days if start and end else 0)


def _rolled_up(
    unit: str,
    template: Explored,
    selection: Selection,
    goals: Sequence[Goal],
    criteria: Sequence[str],
) -> list[Part]:
    version = template.versions.get(selection.version or 0, 0) if selection.version else None
    asked = {
        "unit": unit,
        "template": template.id,
        "is_test": selection.filters.test,
        "version": version,
        "goals": ["", *(goal.id for goal in goals)],
        "criteria": list(criteria),
    }
    parts: list[Part] = [(_ROLLED_UP, asked)]
    return [*parts, (_ROLLED_UP_CRITERIA, asked)] if criteria else parts


def _everything(
    template: Explored, selection: Selection, goals: Sequence[Goal], criteria: Sequence[str]
) -> list[tuple[str, list[Any]]]:
    of_goals = [template.id, selection.filters.test, [goal.id for goal in goals]]
    branches: list[tuple[str, list[Any]]] = [(_ALL, []), (_MET, of_goals)]
    return [*branches, (_JUDGED, [list(criteria)])] if criteria else branches


def _of_values(
    statement: Statement, template: Explored, selection: Selection, goals: Sequence[Goal]
) -> list[tuple[str, list[Any]]]:
    """Return the branches for distributions, one for each kind, one more for each number."""
    of = [template.id, selection.filters.test]
    branches: list[tuple[str, list[Any]]] = []
    if named := [goal.id for goal in goals if goal.type in ("category", "boolean")]:
        branches.append((_VALUES, [*of, named]))
    if lists := [goal.id for goal in goals if goal.type == "list"]:
        branches.append((_ITEMS, [*of, lists]))
    ids = {goal.id for goal in goals}
    for goal, edges in statement.edges.items():
        if goal in ids:
            branches.append((_BINS, [list(edges), *of, [goal]]))
    for goal, unit in statement.date_units.items():
        if goal in ids:
            branches.append((_DAYS, [unit, *of, [goal]]))
    return branches


def _sample(
    statement: Statement, template: Explored, selection: Selection, goals: Sequence[Goal]
) -> None:
    numbers: dict[str, list[Decimal]] = {}
    times: dict[str, list[datetime]] = {}
    with connection.cursor() as cursor:
        ids = [goal.id for goal in goals]
        cursor.execute(_SAMPLED, [ids, template.id, selection.filters.test])
        for goal, number, at in cursor.fetchall():
            if number is not None:
                numbers.setdefault(goal, []).append(number)
            if at is not None:
                times.setdefault(goal, []).append(at)
    for each in goals:
        if each.type == "number" and each.id in numbers:
            statement.edges[each.id] = number_edges(numbers[each.id])
        elif each.type == "date" and each.id in times:
            days = [at.date() for at in times[each.id]]
            statement.date_units[each.id] = unit_of((max(days) - min(days)).days)


def period_after(day: date, unit: str) -> date:
    """Return the first day of the next period of this kind."""
    if unit == "day":
        return date.fromordinal(day.toordinal() + 1)
    if unit == "week":
        return date.fromordinal(day.toordinal() + 7)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit, 120)
    total = day.year * 12 + day.month - 1 + months
    return date(min(total // 12, 9999), total % 12 + 1, 1)
