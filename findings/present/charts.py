"""What was counted, as charts: bars with a link each, columns of a histogram, and of time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from findings.present.addresses import block_url, size_id
from findings.present.bars import Bar, share, value_bars, width
from findings.present.comparing import Compared, compared, version_names
from findings.present.exact import exact_url, judged_so, with_any
from findings.present.exact_ranges import of_period
from findings.present.histograms import Slot, period_name, periods, place, value_columns
from findings.present.newest import Newest, newest_of
from findings.queries.conditions import Verdict
from findings.queries.explored import Explored, Goal
from findings.queries.facets import Facets, Judged
from findings.queries.selection import Selection
from web import format as formats
from web.charts import percent

Leads = Callable[[Selection], str]

FEW, MANY = 5, 30  # bars of one goal: in the strip above the table, and in its panel


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
    passed_href: str
    width: str
    failed: str
    failed_href: str
    against_rate: str
    times: list[Slot]
    times_told: str


@dataclass(frozen=True, slots=True)
class Charts:
    """`size_id`: what above the table is told the total, where all were counted."""

    total: str
    size_id: str
    goals: list[GoalChart]
    criteria: list[CriterionChart]
    against: int | None
    compared: list[Compared]
    versions: tuple[str, str]
    is_empty: bool
    newest: Newest | None


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
    is_all = not (counted.newest and selection.is_narrowed)
    under = selection.without_search()
    return Charts(
        total=formats.plural(counted.total, "conversation"),
        size_id=size_id(selection) if is_all and not selection.sort else "",
        goals=[goal_chart(slug, under, goal, counted, other, most=most) for goal in goals],
        criteria=[
            criterion_chart(slug, under, name, counted, other)
            for name in sorted({*counted.criteria, *(other.criteria if other else ())})
        ],
        against=selection.against if other else None,
        compared=compared(slug, under, goals, counted, other) if other else [],
        versions=version_names(selection),
        is_empty=counted.total == 0,
        newest=newest_of(selection, counted, other, block_url("finding_facets", slug, selection)),
    )


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
    bars, more = value_bars(slug, selection, goal, facet, beside, most)
    filled = with_any(selection, goal)
    return GoalChart(
        goal=goal,
        href=block_url("finding_goal", slug, selection, goal=goal.id),
        met=formats.number(facet.met),
        rate=share(facet.met, counted.total),
        width=width(facet.met, counted.total),
        met_href=exact_url(slug, filled),
        against_rate=share(beside.met, other.total) if beside and other else "",
        bars=bars,
        more=more,
        columns=value_columns(slug, selection, goal, facet, beside),
        times=_slots(
            partial(exact_url, slug),
            filled,
            counted,
            _with_value(goal.id, counted),
            _with_value(goal.id, other) if other else None,
            other,
        ),
        times_told=f"Share of conversations with a value, by {counted.unit}",
    )


def _slots(
    leads: Leads,
    selection: Selection,
    counted: Facets,
    parts: Mapping[date, tuple[int, int]],
    other: Mapping[date, tuple[int, int]] | None,
    beside: Facets | None,
) -> list[Slot]:
    """Return a column a period: which share of its whole a part is, (part, whole) each.

    `selection`: what the parts are of, in all periods.
    """
    days = periods({**counted.times, **(beside.times if beside else {})}, counted.unit, most=40)
    return [
        _slot(
            leads,
            selection,
            counted,
            day,
            place(index, len(days), _ratio(*parts.get(day, (0, 0)))),
            parts.get(day, (0, 0)),
            None if other is None else other.get(day, (0, 0)),
        )
        for index, day in enumerate(days)
    ]


def _slot(
    leads: Leads,
    selection: Selection,
    counted: Facets,
    day: date,
    where: dict[str, str],
    part: tuple[int, int],
    other: tuple[int, int] | None,
) -> Slot:
    told, other_y = f"{share(*part)} ({part[0]:,} of {part[1]:,})", ""
    if other is not None:
        told += f"; version {selection.against}: {share(*other)} ({other[0]:,} of {other[1]:,})"
        other_y = percent(100 - 100 * _ratio(*other)) if other[1] else ""
    href = leads(of_period(selection, day, counted.unit, counted.zone)) if part[1] else ""
    return Slot(period_name(day, counted.unit), told, **where, href=href, other_y=other_y)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _with_value(goal: str, counted: Facets) -> dict[date, tuple[int, int]]:
    times = counted.goals[goal].times
    return {day: (times.get(day, 0), whole) for day, whole in counted.times.items()}


def _passed(name: str, counted: Facets) -> dict[date, tuple[int, int]]:
    judged = counted.criteria.get(name) or Judged()
    return {day: (passed, passed + failed) for day, (passed, failed) in judged.times.items()}


def criterion_chart(
    slug: str,
    selection: Selection,
    name: str,
    counted: Facets,
    other: Facets | None,
    *,
    leads: Leads | None = None,
) -> CriterionChart:
    """Return how a criterion was judged, over time; the rate is of those that could be told.

    `leads`: where a period leads, the table unless told.
    """
    judged = counted.criteria.get(name) or Judged()
    total = judged.passed + judged.failed
    passed, failed = (judged_so(selection, name, kind) for kind in (Verdict.PASSED, Verdict.FAILED))
    beside = (other.criteria.get(name) or Judged()) if other else None
    return CriterionChart(
        name=name,
        href=block_url("finding_criterion", slug, selection, criterion=name),
        rate=share(judged.passed, total),
        told=f"{judged.passed:,} of {total:,}",
        passed_href=exact_url(slug, passed),
        width=width(judged.passed, total),
        failed=formats.number(judged.failed),
        failed_href=exact_url(slug, failed),
        against_rate=share(beside.passed, beside.passed + beside.failed) if beside else "",
        times=_slots(
            leads or partial(exact_url, slug),
            selection if leads else passed,
            counted,
            _passed(name, counted),
            _passed(name, other) if other else None,
            other,
        ),
        times_told=f"Share that passed, by {counted.unit}",
    )
