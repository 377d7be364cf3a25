"""What was counted, as charts: bars with a link each, columns of a histogram, and of time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from findings.present.addresses import block_url, table_url
from findings.present.histograms import Slot, period_name, periods, place, value_columns
from findings.queries.conditions import Condition, Op
from findings.queries.counted import period_after
from findings.queries.explored import Explored, Goal
from findings.queries.facets import Facet, Facets, Judged, labels
from findings.queries.selection import Selection
from web import format as formats
from web.charts import percent

FEW, MANY = 5, 30  # bars of one goal: in the strip above the table, and in its panel


class Bar(NamedTuple):
    """One value. `width`: its share of the largest; `against`: the same of the other version."""

    text: str
    told: str
    share: str
    width: str
    href: str
    is_chosen: bool
    against: str = ""
    against_share: str = ""


@dataclass(frozen=True, slots=True)
class GoalChart:
    """One goal's charts. `met`, `rate`: how many have a value, and of how many that is."""

    goal: Goal
    href: str
    met: str
    rate: str
    width: str
    met_href: str
    against_rate: str
    bars: list[Bar]
    more: int
    columns: list[Slot]
    times: list[Slot]
    times_told: str


@dataclass(frozen=True, slots=True)
class CriterionChart:
    name: str
    href: str
    rate: str
    told: str
    width: str
    failed: str
    failed_href: str
    times: list[Slot]
    times_told: str


@dataclass(frozen=True, slots=True)
class Charts:
    total: str
    goals: list[GoalChart]
    criteria: list[CriterionChart]
    against: int | None
    is_empty: bool
    newest: str


def charts(
    slug: str,
    template: Explored,
    selection: Selection,
    goals: Sequence[Goal],
    counted: Facets,
    other: Facets | None,
    *,
    most: int = FEW,
) -> Charts:
    """Return the charts of these goals, beside those of the other version where there are any."""
    return Charts(
        total=formats.plural(counted.total, "conversation"),
        goals=[goal_chart(slug, selection, goal, counted, other, most=most) for goal in goals],
        criteria=[
            criterion_chart(slug, selection, name, counted) for name in sorted(counted.criteria)
        ],
        against=selection.against if other else None,
        is_empty=counted.total == 0,
        newest=newest_told(selection, counted, other),
    )


def newest_told(selection: Selection, counted: Facets, other: Facets | None) -> str:
    """Say of which conversations something was counted where it was not of all, else ""."""
    newest = max(counted.newest, other.newest if other else 0)
    if not newest:
        return ""
    told = f"of the newest {formats.number(newest)} conversations"
    return f"Counted {told}." if selection.is_narrowed else f"Values without a rollup: {told}."


def goal_chart(
    slug: str,
    selection: Selection,
    goal: Goal,
    counted: Facets,
    other: Facets | None,
    *,
    most: int,
) -> GoalChart:
    facet = counted.goals[goal.id]
    beside = other.goals.get(goal.id) if other else None
    bars = list(_bars(slug, selection, goal, facet, beside))
    filled = selection.narrowed_by(Condition(goal.id, Op.FILLED))
    return GoalChart(
        goal=goal,
        href=block_url("finding_goal", slug, selection, goal=goal.id),
        met=formats.number(facet.met),
        rate=_share(facet.met, counted.total),
        width=_width(facet.met, counted.total),
        met_href=table_url(slug, filled),
        against_rate=_share(beside.met, other.total) if beside and other else "",
        bars=bars[:most],
        more=max(len(bars) - most, 0),
        columns=value_columns(slug, selection, goal, facet),
        times=_times(slug, selection, counted, facet.times),
        times_told=f"Share of conversations with a value, by {counted.unit}",
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else formats.NONE


def _width(part: int, whole: int) -> str:
    return percent(100 * part / whole) if whole else "0%"


def _bars(
    slug: str, selection: Selection, goal: Goal, facet: Facet, beside: Facet | None
) -> Iterator[Bar]:
    """Yield a bar a value: those that the goal names in its order, then the most frequent."""
    if goal.type not in ("category", "boolean", "list"):
        return
    named = labels(goal)
    op = Op.CONTAINS if goal.type == "list" else Op.IS
    keys = [*(key for key in named), *(key for key in facet.values if key not in named)]
    largest = max(facet.values.values(), default=0)
    chosen = {each.value.casefold() for each in selection.of_goal(goal.id) if each.op == op}
    for key in keys:
        count = facet.values.get(key, 0)
        yield Bar(
            text=named.get(key, key),
            told=formats.number(count),
            share=_share(count, facet.valued),
            width=_width(count, largest),
            href=table_url(slug, _toggled(selection, Condition(goal.id, op, key))),
            is_chosen=key in chosen,
            against=_width(beside.values.get(key, 0), max(beside.values.values(), default=0))
            if beside
            else "",
            against_share=_share(beside.values.get(key, 0), beside.valued) if beside else "",
        )
    rest = facet.valued - sum(facet.values.values())
    if goal.type != "list" and rest > 0 and facet.values:
        yield Bar("other values", formats.number(rest), _share(rest, facet.valued),
                  _width(rest, largest), "", False)  # fmt: skip


def _toggled(selection: Selection, condition: Condition) -> Selection:
    """Return it with the condition, or without where it is there already."""
    if condition in selection.where:
        return selection.without(condition)
    return selection.narrowed_by(condition)


def _times(
    slug: str, selection: Selection, counted: Facets, times: Mapping[date, int]
) -> list[Slot]:
    """Return a column a period: which share of its conversations has a value."""
    found = [
        (day, times.get(day, 0), counted.times.get(day, 0))
        for day in periods(counted.times, counted.unit, most=40)
    ]
    return list(_shares(slug, selection, counted.unit, found))


def _shares(
    slug: str, selection: Selection, unit: str, found: Sequence[tuple[date, int, int]]
) -> Iterator[Slot]:
    for index, (day, part, whole) in enumerate(found):
        share = part / whole if whole else 0.0
        last = date.fromordinal(period_after(day, unit).toordinal() - 1)
        filters = replace(selection.filters, range="", since=day, until=last)
        yield Slot(
            text=period_name(day, unit),
            told=f"{_share(part, whole)} ({part:,} of {whole:,})",
            **place(index, len(found), share),
            href=table_url(slug, replace(selection, filters=filters)) if whole else "",
        )


def criterion_chart(slug: str, selection: Selection, name: str, counted: Facets) -> CriterionChart:
    """Return how a criterion was judged, over time; the rate is of those that could be told."""
    judged = counted.criteria.get(name) or Judged()
    total = judged.passed + judged.failed
    failed = selection.narrowed_by(Condition(name, Op.JUDGED, "failed"))
    found = [
        (day, passed, passed + missed)
        for day in periods(counted.times, counted.unit, most=40)
        for passed, missed in [judged.times.get(day, (0, 0))]
    ]
    return CriterionChart(
        name=name,
        href=block_url("finding_criterion", slug, selection, criterion=name),
        rate=_share(judged.passed, total),
        told=f"{judged.passed:,} of {total:,}",
        width=_width(judged.passed, total),
        failed=formats.number(judged.failed),
        failed_href=table_url(slug, failed),
        times=list(_shares(slug, selection, counted.unit, found)),
        times_told=f"Share that passed, by {counted.unit}",
    )
