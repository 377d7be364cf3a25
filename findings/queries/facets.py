"""What the charts above the table count: how often a goal is met, its values, and both over time.

Where nothing narrows a selection the rollups have the numbers of what a template names itself; the
rest is counted from the findings, in one statement whatever their number, of the newest
conversations where there are very many. Only goals whose values can be told apart at a glance have
theirs counted: of texts, only whether there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from findings.queries.counted import Statement, counting
from findings.queries.explored import Explored, Goal
from findings.queries.selection import Selection
from findings.queries.spelling import spelled
from web.keys import value_key, value_text

MOST_VALUES = 40  # of one goal, the most frequent ones
_BESIDE_OTHERS = 8  # of them, where many goals stand beside one another


@dataclass(slots=True)
class Facet:
    """What was counted of one goal, in conversations.

    `values`: by key, the most frequent ones; of a list, by item. `bins`: by number of the bin in
    `edges`, from 0 for what lies below the first. `days`: dates by the first day of their period.
    `over`: by key how often some values came, by period of creation; "" for how many there are.
    `times`: how many have a value, by the first day of a period of the conversations' creation.
    `spelled`: how values are written that the goal does not name, as far as they are shown.
    `seen`: how many values were looked at for values, bins and days; 0 where the rollups told all.
    """

    met: int = 0
    seen: int = 0
    values: dict[str, int] = field(default_factory=dict)
    bins: dict[int, int] = field(default_factory=dict)
    days: dict[date, int] = field(default_factory=dict)
    over: dict[str, dict[date, int]] = field(default_factory=dict)
    times: dict[date, int] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    edges: tuple[Decimal, ...] = ()
    date_unit: str = "month"

    @property
    def valued(self) -> int:
        """How many the values are of."""
        return self.seen or self.met

    @property
    def wholes(self) -> dict[date, int]:
        """How many there are in each period, of those that `over` counts."""
        return self.over.get("") or self.times


@dataclass(slots=True)
class Judged:
    """How one criterion was judged: passed and failed, by period."""

    times: dict[date, tuple[int, int]] = field(default_factory=dict)

    @property
    def passed(self) -> int:
        return sum(passed for passed, _ in self.times.values())

    @property
    def failed(self) -> int:
        return sum(failed for _, failed in self.times.values())


@dataclass(slots=True)
class Facets:
    """`times`: conversations by period, of `zone`; `unit`: "day", "week" or "month".

    `limit`: how many of the newest something was counted of at most, 0 where all was of all.
    """

    unit: str
    zone: str
    times: dict[date, int]
    goals: dict[str, Facet]
    criteria: dict[str, Judged]
    limit: int = 0

    @property
    def newest(self) -> int:
        """Of how many of the newest something was counted, 0 if of all there are."""
        return self.limit if self.total >= self.limit else 0

    @property
    def total(self) -> int:
        return sum(self.times.values())


def facets(
    organization_id: int,
    template: Explored,
    selection: Selection,
    goals: Sequence[Goal],
    criteria: Sequence[str],
    *,
    over_time: bool = False,
    is_thorough: bool = False,
) -> Facets:
    """Return what is counted of these goals and criteria under the selection.

    `over_time`: values by period, too. `is_thorough`: of far more than the newest. Of a search only
    what stands beside it counts: its words are left out.
    """
    selection = selection.without_search()
    asked = (organization_id, template, selection, goals, criteria)
    statement = counting(*asked, over_time=over_time, is_thorough=is_thorough)
    counted = Facets(statement.unit, statement.zone, {}, {goal.id: Facet() for goal in goals}, {})
    counted.limit = statement.newest
    for goal_id, edges in statement.edges.items():
        counted.goals[goal_id].edges = edges
    for goal_id, unit in statement.date_units.items():
        counted.goals[goal_id].date_unit = unit
    for row in _run(statement):
        _take(counted, row)
    for goal in goals:
        facet, named = counted.goals[goal.id], labels(goal)
        ordered = sorted(facet.values.items(), key=lambda pair: (-pair[1], pair[0]))
        kept = [*ordered[:MOST_VALUES], *(each for each in ordered if each[0] in named)]
        facet.values = dict(kept)
    _spell(counted, template, selection, goals, MOST_VALUES if over_time else _BESIDE_OTHERS)
    return counted


def _spell(
    counted: Facets, template: Explored, selection: Selection, goals: Sequence[Goal], most: int
) -> None:
    """Find out how the most frequent values are written that their goals do not name."""
    unnamed = {
        goal.id: [key for key in counted.goals[goal.id].values if key not in labels(goal)][:most]
        for goal in goals
        if goal.type == "category"
    }
    found = spelled(template.id, unnamed, is_test=selection.filters.test)
    for goal, texts in found.items():
        counted.goals[goal].spelled = texts


def facets_of(
    organization_id: int,
    template: Explored,
    selection: Selection,
    goals: Sequence[Goal],
    criteria: Sequence[str],
    *,
    over_time: bool = False,
    is_thorough: bool = False,
) -> tuple[Facets, Facets | None]:
    """Return what is counted, and of the version to compare with where there is one."""

    def of(shown: Selection, over_time: bool) -> Facets:
        asked = (organization_id, template, shown, goals, criteria)
        return facets(*asked, over_time=over_time, is_thorough=is_thorough)

    counted = of(selection, over_time)
    if selection.against is None:
        return counted, None
    return counted, of(replace(selection, version=selection.against, against=None), False)


def _run(statement: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        for sql, params in statement.parts:
            cursor.execute(sql, params)
            statement.rows += cursor.fetchall()
    return statement.rows


def _take(counted: Facets, row: tuple[Any, ...]) -> None:
    """Put one counted row, (what, whose, key, period or day, count, count), in its place."""
    what, name, key, at, count, more = row
    day = at.date() if isinstance(at, datetime) else at
    if what == "all":
        counted.times[day] = counted.times.get(day, 0) + count
    elif what == "judged":
        counted.criteria.setdefault(name, Judged()).times[day] = (count, more)
    elif (facet := counted.goals.get(name)) is not None:
        _take_of_goal(facet, what, key, day, count)


def _take_of_goal(facet: Facet, what: str, key: str, day: date | None, count: int) -> None:
    if what == "met" and day is not None:
        facet.met += count
        facet.times[day] = facet.times.get(day, 0) + count
    elif what == "seen":
        facet.seen = count
    elif what == "value":
        facet.values[key] = facet.values.get(key, 0) + count
        if day is not None:  # The rollups have each by its period.
            facet.over.setdefault(key, {})[day] = count
    elif what == "over" and day is not None:
        facet.over.setdefault(key, {})[day] = count
    elif what == "bin":
        facet.bins[int(key)] = count
    elif what == "day" and day is not None:
        facet.days[day] = count


def labels(goal: Goal) -> dict[str, str]:
    """Return {key: text} of the values that the goal names, in their order, as it writes them."""
    if goal.type == "boolean":
        return {"true": "Yes", "false": "No"}
    named = {value_key(value): value_text(value) for value in goal.allowed}
    return {key: text for key, text in named.items() if key}
