"""How a goal's values change over time: a column a period, made of blocks, and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from findings.present.bars import OTHERS
from findings.present.exact import exact_url, with_other_values, with_value
from findings.present.exact_ranges import of_period
from findings.present.histograms import period_name, periods, place
from findings.queries.conditions import Op
from findings.queries.explored import Goal
from findings.queries.facets import Facet, Facets, labels
from findings.queries.selection import Selection
from web import format as formats
from web.charts import percent

_SERIES = 6  # values that have a colour of their own; all others stand together


class Cell(NamedTuple):
    """One value in one period. `href`: "" where it has none."""

    told: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """The same in the chart; lengths in per cent of the box. `css` names its colour."""

    css: str
    told: str
    y: str
    height: str
    href: str


@dataclass(frozen=True, slots=True)
class Column:
    text: str
    x: str
    width: str
    blocks: list[Block]
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class OverTime:
    """`series`: (colour, value) from the bottom up; each column's `cells` are in that order."""

    series: list[tuple[str, str]]
    columns: list[Column]
    told: str


def over_time(slug: str, selection: Selection, goal: Goal, counted: Facets) -> OverTime | None:
    """Return which share each value has of those of its period; None for other types of goals."""
    facet = counted.goals[goal.id]
    days = periods(facet.wholes, counted.unit, most=40)
    if goal.type not in ("category", "boolean") or not facet.over or len(days) < 2:
        return None
    keys = _keys(goal, facet)
    named = {**facet.spelled, **labels(goal)}
    series = [(f"series-{number}", named.get(key, key)) for number, key in enumerate(keys, 1)]
    if any(_others(facet, keys, day) for day in days):
        series.append(("series-rest", OTHERS))
    columns = [
        _column(slug, selection, goal, counted, keys, series, index, days)
        for index in range(len(days))
    ]
    return OverTime(series, columns, f"Share of the values, by {counted.unit}")


def _keys(goal: Goal, facet: Facet) -> list[str]:
    """Return the values with a colour: the most frequent ones, in the order the goal names."""
    told = [key for key in facet.over if key]
    frequent = sorted(told, key=lambda key: (-sum(facet.over[key].values()), key))[:_SERIES]
    named = [*labels(goal)]
    return sorted(frequent, key=lambda key: named.index(key) if key in named else len(named))


def _others(facet: Facet, keys: Sequence[str], day: date) -> int:
    return max(facet.wholes.get(day, 0) - sum(facet.over[key].get(day, 0) for key in keys), 0)


def _column(
    slug: str,
    selection: Selection,
    goal: Goal,
    counted: Facets,
    keys: Sequence[str],
    series: Sequence[tuple[str, str]],
    index: int,
    days: Sequence[date],
) -> Column:
    facet, day = counted.goals[goal.id], days[index]
    whole = facet.wholes.get(day, 0)
    counts = [*(facet.over[key].get(day, 0) for key in keys), _others(facet, keys, day)]
    under, alone = (
        of_period(each, day, counted.unit, counted.zone)
        for each in (selection, _without_values(selection, goal))
    )
    texts = {key: value for key, (_, value) in zip(keys, series, strict=False)}
    blocks, cells, below = [], [], 0
    for (css, value), count, key in zip(series, counts, [*keys, ""], strict=False):
        below += count
        narrowed = (
            with_value(alone, goal, key, value) if key else with_other_values(under, goal, texts)
        )
        cell = Cell(_told(count, whole), exact_url(slug, narrowed) if count and whole else "")
        cells.append(cell)
        if count and whole:
            blocks.append(
                Block(
                    css,
                    f"{value}: {cell.told}",
                    percent(100 - 100 * below / whole),
                    percent(100 * count / whole),
                    cell.href,
                )
            )
    where = place(index, len(days), 1.0)
    return Column(period_name(day, counted.unit), where["x"], where["width"], blocks, cells)


def _without_values(selection: Selection, goal: Goal) -> Selection:
    """Return it without the values that the goal may have: each of them has blocks of its own."""
    return selection.without(*(each for each in selection.of_goal(goal.id) if each.op == Op.IS))


def _told(count: int, whole: int) -> str:
    return f"{count / whole:.0%} ({count:,})" if whole else formats.NONE
