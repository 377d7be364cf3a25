"""The statements that count what the charts show, from the rollups or from the findings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from conversations.queries.narrowed import Narrowed
from findings.queries.covered import covered_goals, named_keys
from findings.queries.edges import number_edges, unit_of
from findings.queries.explored import Explored, Goal
from findings.queries.items import item_key
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
    AND goal = ANY(%(goals)s) AND (value_key = '' OR goal = ANY(%(covered)s))
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
_TOLD_TYPES = ("category", "boolean", "number", "date", "list")  # their values are counted, too
# Beyond so many the newest are counted, which the page says: exact or not, it comes at once. Who
# asks for it gets the numbers of far more, in seconds.
NEWEST, MOST = 25_000, 500_000
_KEPT = """WITH kept AS MATERIALIZED (
    SELECT c.id, date_trunc(%s, c.created_at AT TIME ZONE %s::text)::date AS period {sql}
    ORDER BY {at} DESC, {id} DESC LIMIT {newest})"""
# An array is read off the index in a few strides; a join would read all that the goals have.
_FOUND = """FROM conversations_finding f
    WHERE f.conversation_id = ANY(ARRAY(SELECT id FROM kept)) AND f.goal = ANY(%s)"""
# One walk for everything; what is not told of a goal is the same for all of its rows.
_TOLD = f"""{{kept}}, told AS MATERIALIZED (
    SELECT f.goal,
        date_trunc(%s, f.conversation_created_at AT TIME ZONE %s::text)::date AS period,
        CASE WHEN f.goal = ANY(%s) THEN f.value_key ELSE '' END AS value_key,
        {{bin}} AS bin, {{day}} AS day, count(*) AS found
    {_FOUND} AND f.value_key <> '' GROUP BY 1, 2, 3, 4, 5)"""
_ALL = "SELECT 'all', '', '', period, count(*), 0::bigint FROM kept GROUP BY period"
_MET = "SELECT 'met', goal, '', period, sum(found)::bigint, 0 FROM told GROUP BY goal, period"
_SEEN = "SELECT 'seen', goal, '', NULL::date, sum(found)::bigint, 0::bigint FROM told GROUP BY goal"
# Of values in words of one's own there may be as many as conversations: only frequent ones count.
_RANKED = """SELECT goal, value_key, sum(found)::bigint AS found,
        row_number() OVER (PARTITION BY goal ORDER BY sum(found) DESC, value_key) AS place
    FROM ({found}) each GROUP BY goal, value_key"""
_FREQUENT = f"""SELECT 'value', goal, value_key, NULL::date, found, 0
    FROM ({_RANKED}) ranked WHERE place <= 100 OR value_key = ANY(%s)"""
_OF_TOLD = "SELECT goal, value_key, found FROM told WHERE value_key <> ''"
_VALUES = _FREQUENT.format(found=_OF_TOLD)
_OVER_TIME = f"""SELECT 'over', told.goal, told.value_key, told.period, sum(told.found)::bigint, 0
    FROM told JOIN ({_RANKED.format(found=_OF_TOLD)}) ranked
        ON ranked.goal = told.goal AND ranked.value_key = told.value_key AND ranked.place <= 8
    GROUP BY told.goal, told.value_key, told.period
    UNION ALL SELECT 'over', goal, '', period, sum(found)::bigint, 0
    FROM told GROUP BY goal, period"""
_ITEMS = _FREQUENT.format(
    found=f"""SELECT f.goal, each.item AS value_key, 1 AS found
    FROM (SELECT f.goal, f.value {_FOUND} AND jsonb_typeof(f.value) = 'array') f
    CROSS JOIN LATERAL (
        SELECT DISTINCT {item_key("item")} AS item FROM jsonb_array_elements_text(f.value) item
    ) each WHERE each.item <> ''"""
)
_BINS = """SELECT 'bin', goal, bin::text, NULL::date, sum(found)::bigint, 0
    FROM told WHERE bin IS NOT NULL GROUP BY goal, bin"""
_DAYS = """SELECT 'day', goal, '', day, sum(found)::bigint, 0
    FROM told WHERE day IS NOT NULL GROUP BY goal, day"""
_JUDGED = """SELECT 'judged', r.criterion, '', kept.period, count(*) FILTER (WHERE r.passed),
    count(*) FILTER (WHERE NOT r.passed)
    FROM conversations_criterionresult r JOIN kept ON kept.id = r.conversation_id
    WHERE r.conversation_id = ANY(ARRAY(SELECT id FROM kept)) AND r.criterion = ANY(%s)
    GROUP BY r.criterion, kept.period"""


@dataclass(slots=True)
class Statement:
    """What is to be asked; its rows are (what, goal or criterion, key, day, count, count).

    `newest`: of how many of the newest conversations some of it counts, 0 if all of it counts all.
    `zone`: whose days the periods of creation are.
    """

    unit: str
    zone: str
    parts: list[Part] = field(default_factory=list)
    edges: dict[str, tuple[Decimal, ...]] = field(default_factory=dict)
    date_units: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    newest: int = 0


def counting(
    organization_id: int,
    template: Explored,
    selection: Selection,
    goals: Sequence[Goal],
    criteria: Sequence[str],
    *,
    over_time: bool,
    is_thorough: bool,
) -> Statement:
    """Return the statements that count these goals and criteria: three at most, besides samples.

    `over_time`: of frequent values how many there are in each period, too. `is_thorough`: of as
    many conversations as can be waited for.
    """
    # The rollups have days of UTC.
    zone = selection.filters.zone if selection.is_narrowed else "UTC"
    statement = Statement(_unit(template, selection), zone)
    scales = [goal for goal in goals if goal.type in ("number", "date")]
    if scales:
        _sample(statement, template, selection, scales)
    if selection.is_narrowed:
        uncovered = list(goals)
    else:
        covered = covered_goals(template, selection, goals)
        statement.parts += _rolled_up(statement.unit, template, selection, goals, criteria, covered)
        uncovered = [goal for goal in goals if goal.type in _TOLD_TYPES and goal.id not in covered]
    if selection.is_narrowed or uncovered:
        found = selected(organization_id, template, selection)
        judged = criteria if selection.is_narrowed else ()
        statement.newest = MOST if is_thorough else NEWEST
        part = _counted(statement, selection, found, uncovered, judged, over_time)
        statement.parts.append(part)
    return statement


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
    covered: Collection[str],
) -> list[Part]:
    version = template.versions.get(selection.version or 0, 0) if selection.version else None
    asked = {
        "unit": unit,
        "template": template.id,
        "is_test": selection.filters.test,
        "version": version,
        "goals": ["", *(goal.id for goal in goals)],
        "covered": list(covered),
        "criteria": list(criteria),
    }
    parts: list[Part] = [(_ROLLED_UP, asked)]
    return [*parts, (_ROLLED_UP_CRITERIA, asked)] if criteria else parts


def _counted(
    statement: Statement,
    selection: Selection,
    found: Narrowed,
    goals: Sequence[Goal],
    criteria: Sequence[str],
    over_time: bool,
) -> Part:
    """Return what counts the newest conversations of `found` and the findings that they have."""
    kept = _KEPT.format(sql=found.sql, at=found.at, id=found.id, newest=statement.newest)
    params: list[Any] = [statement.unit, statement.zone, *found.params]
    branches: list[tuple[str, list[Any]]] = []
    if selection.is_narrowed:
        branches.append((_ALL, []))
    if criteria:
        branches.append((_JUDGED, [list(criteria)]))
    if goals:
        kept, told = _told(kept, statement, goals)
        params += told
        branches += [(_MET, [])] if selection.is_narrowed else []
        branches += [(_SEEN, []), (_VALUES, [named_keys(goals)]), (_BINS, []), (_DAYS, [])]
        branches += [(_OVER_TIME, [])] if over_time else []
    if lists := [goal.id for goal in goals if goal.type == "list"]:
        branches.append((_ITEMS, [lists, named_keys(goals)]))
    sql = " UNION ALL ".join(sql for sql, _ in branches)
    return f"{kept} {sql}", [*params, *(each for _, own in branches for each in own)]


def _told(kept: str, statement: Statement, goals: Sequence[Goal]) -> tuple[str, list[Any]]:
    """Return the head of a statement that has `told`: findings by goal, period and value."""
    ids = [goal.id for goal in goals]
    named = [goal.id for goal in goals if goal.type in ("category", "boolean")]
    edges = {goal: list(edges) for goal, edges in statement.edges.items() if goal in ids}
    units = {goal: unit for goal, unit in statement.date_units.items() if goal in ids}
    bins = " ".join(["WHEN %s THEN width_bucket(f.value_number, %s)"] * len(edges))
    days = " ".join(["WHEN %s THEN date_trunc(%s, f.value_time, 'UTC')::date"] * len(units))
    sql = _TOLD.format(
        kept=kept,
        bin=f"CASE f.goal {bins} END" if edges else "NULL::integer",
        day=f"CASE f.goal {days} END" if units else "NULL::date",
    )
    values = [each for pair in (*edges.items(), *units.items()) for each in pair]
    return sql, [statement.unit, statement.zone, named, *values, ids]


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
