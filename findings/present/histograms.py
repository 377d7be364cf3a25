"""Histograms of numbers and dates, a link in each column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from findings.present.exact import exact_url
from findings.present.exact_ranges import on_days, within
from findings.queries.counted import period_after
from findings.queries.explored import Goal
from findings.queries.facets import Facet
from findings.queries.selection import Selection
from web import format as formats
from web.charts import percent


class Slot(NamedTuple):
    """One column of a histogram or of time; lengths in per cent of the box.

    `other_y`: where the version that is compared stands, "" without one.
    """

    text: str
    told: str
    x: str
    width: str
    y: str
    height: str
    href: str
    other_y: str = ""


Counted = tuple[str, int, str, int]  # what it is, how many, where it leads, how many beside


def value_columns(
    slug: str, selection: Selection, goal: Goal, facet: Facet, beside: Facet | None
) -> list[Slot]:
    """Return a histogram of the goal's numbers or dates, [] where there is none.

    `beside`: the same of the version to compare with; both are then told as shares.
    """
    other = beside or Facet()
    if goal.type == "number" and facet.edges:
        found = _bins(slug, selection, goal, facet, other)
    elif goal.type == "date" and facet.days:
        found = _days(slug, selection, goal, facet, other)
    else:
        return []
    if beside is None:
        return _slots(found)
    return _compared(list(found), facet, other, f"version {selection.against}")


def _bins(
    slug: str, selection: Selection, goal: Goal, facet: Facet, other: Facet
) -> Iterator[Counted]:
    edges = facet.edges
    for number in range(len(edges) + 1):
        count, beside = facet.bins.get(number, 0), other.bins.get(number, 0)
        low = edges[number - 1] if number else None
        high = edges[number] if number < len(edges) else None
        if not count and not beside and (low is None or high is None):
            continue
        yield (
            _bin_text(low, high, edges),
            count,
            exact_url(slug, within(selection, goal, low, high)),
            beside,
        )


def _bin_text(low: Decimal | None, high: Decimal | None, edges: Sequence[Decimal]) -> str:
    if low is None:
        return f"below {_number(edges[0])}"
    if _is_single(edges):
        return _number(low) if high is not None else f"{_number(low)} or more"
    return f"{_number(low)} to {_number(high)}" if high is not None else f"{_number(low)} or more"


def _is_single(edges: Sequence[Decimal]) -> bool:
    """Whether each bin is one whole number."""
    return len(edges) < 2 or (edges[1] - edges[0] == 1 and edges[0] == edges[0].to_integral_value())


def _number(number: Decimal) -> str:
    return formats.decimal(number)


def _days(
    slug: str, selection: Selection, goal: Goal, facet: Facet, other: Facet
) -> Iterator[Counted]:
    for day in periods({**facet.days, **other.days}, facet.date_unit, most=60):
        yield (
            period_name(day, facet.date_unit),
            facet.days.get(day, 0),
            exact_url(slug, on_days(selection, goal, day, facet.date_unit)),
            other.days.get(day, 0),
        )


def periods(counted: Mapping[date, object], unit: str, most: int) -> list[date]:
    """Return every period from the first to the last, the last ones where there are too many."""
    if not counted:
        return []
    day, last = min(counted), max(counted)
    found = [day]
    while day < last and len(found) < 2_000:
        day = period_after(day, unit)
        found.append(day)
    return found[-most:]


def _slots(counted: Iterable[Counted]) -> list[Slot]:
    found = list(counted)
    largest = max((count for _, count, *_ in found), default=0)
    return [
        Slot(text, formats.number(count),
             **place(index, len(found), count / largest if largest else 0.0), href=href)
        for index, (text, count, href, _) in enumerate(found)
    ]  # fmt: skip


def _compared(found: Sequence[Counted], facet: Facet, other: Facet, name: str) -> list[Slot]:
    """The same with shares of all values, each beside that of the other version."""
    own = [count / (facet.valued or 1) for _, count, *_ in found]
    others = [count / (other.valued or 1) for *_, count in found]
    largest = max((*own, *others), default=0.0) or 1.0
    return [
        Slot(text, f"{own[index]:.0%} ({count:,}); {name}: {others[index]:.0%} ({beside:,})",
             **place(index, len(found), own[index] / largest), href=href,
             other_y=percent(100 - 100 * others[index] / largest))
        for index, (text, count, href, beside) in enumerate(found)
    ]  # fmt: skip


def place(index: int, count: int, share: float) -> dict[str, str]:
    """Return where column `index` of `count` stands, as high as its share of the box."""
    slot = 100 / count
    return {
        "x": percent((index + 0.08) * slot),
        "width": percent(0.84 * slot),
        "y": percent(100 - 100 * share),
        "height": percent(100 * share),
    }


_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def period_name(day: date, unit: str) -> str:
    """Return `May 2026`, `week of 4 May 2026` and so on, of a period's first day."""
    if unit in ("day", "week"):
        text = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        return f"week of {text}" if unit == "week" else text
    if unit == "month":
        return f"{_MONTHS[day.month - 1]} {day.year}"
    return str(day.year) if unit == "year" else f"{day.year}s"
