"""A goal's values as bars, each of which leads to those that have it."""

from collections.abc import Iterator
from typing import NamedTuple

from findings.present.exact import exact_url, with_other_values, with_value
from findings.queries.conditions import Op
from findings.queries.explored import Goal
from findings.queries.facets import Facet, labels
from findings.queries.selection import MOST_CONDITIONS, Selection
from web import format as formats
from web.charts import percent
from web.keys import value_key

OTHERS = "other values"


class Bar(NamedTuple):
    """One value, "" as its `key` for all others. `width`: its share of the largest; `against`: the
    same of the other version.
    """

    key: str
    text: str
    told: str
    share: str
    width: str
    href: str
    is_chosen: bool
    against: str = ""
    against_share: str = ""
    number: int = 0


def value_bars(
    slug: str, selection: Selection, goal: Goal, facet: Facet, beside: Facet | None, most: int
) -> tuple[list[Bar], int]:
    """Return at most so many bars, and how many values have none of their own.

    Of values that exclude one another all that have none stand together in the last bar, which is
    told by what they are not.
    """
    bars = list(_bars(slug, selection, goal, facet, beside))
    shown = _most_frequent(bars, most)
    if bars and goal.type != "list" and _rest(facet, shown) > 0:
        room = max(MOST_CONDITIONS - len(selection.where), 1)
        shown = _most_frequent(bars, min(most - 1, room))
        others = _others(slug, selection, goal, facet, beside, shown)
        return [*shown, others], len(bars) - len(shown)
    return shown, len(bars) - len(shown)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else formats.NONE


def width(part: int, whole: int) -> str:
    return percent(100 * part / whole) if whole else "0%"


def _most_frequent(bars: list[Bar], most: int) -> list[Bar]:
    """Return so many bars in their order: a value that nobody has gives way to one that some do."""
    kept = sorted(range(len(bars)), key=lambda at: (not bars[at].is_chosen, -bars[at].number, at))
    return [bars[at] for at in sorted(kept[:most])]


def _rest(facet: Facet, shown: list[Bar]) -> int:
    return facet.valued - sum(facet.values.get(bar.key, 0) for bar in shown)


def _others(
    slug: str,
    selection: Selection,
    goal: Goal,
    facet: Facet,
    beside: Facet | None,
    shown: list[Bar],
) -> Bar:
    number, other = _rest(facet, shown), _rest(beside, shown) if beside else 0
    largest = _largest(facet)
    return Bar(
        key="",
        text=OTHERS,
        told=formats.number(number),
        share=share(number, facet.valued),
        width=width(min(number, largest), largest),
        href=exact_url(
            slug, with_other_values(selection, goal, {bar.key: bar.text for bar in shown})
        ),
        is_chosen=False,
        against=width(min(other, _largest(beside)), _largest(beside)) if beside else "",
        against_share=share(other, beside.valued) if beside else "",
        number=number,
    )


def _largest(facet: Facet) -> int:
    return max(facet.values.values(), default=0)


def _bars(
    slug: str, selection: Selection, goal: Goal, facet: Facet, beside: Facet | None
) -> Iterator[Bar]:
    """Yield a bar a value: those that the goal names in its order, then the most frequent."""
    if goal.type not in ("category", "boolean", "list"):
        return
    named = labels(goal)
    texts = {**facet.spelled, **named}
    op = Op.HAS if goal.type == "list" else Op.IS
    keys = [*(key for key in named), *(key for key in facet.values if key not in named)]
    asked = {value_key(each.value): each for each in selection.of_goal(goal.id) if each.op == op}
    for key in keys:
        count, chosen = facet.values.get(key, 0), asked.get(value_key(key))
        # Beside a value that is asked for the others are alternatives, of which none was counted.
        is_counted = not asked or op == Op.HAS or chosen is not None
        leads = selection.without(chosen) if chosen else with_value(
            selection, goal, key, texts.get(key, key)
        )  # fmt: skip
        yield Bar(
            key=key,
            text=texts.get(key, key),
            told=formats.number(count) if is_counted else "add",
            share=share(count, facet.valued) if is_counted else "add",
            width=width(count, _largest(facet)),
            href=exact_url(slug, leads),
            is_chosen=chosen is not None,
            against=width(beside.values.get(key, 0), _largest(beside)) if beside else "",
            against_share=share(beside.values.get(key, 0), beside.valued)
            if beside and is_counted
            else "",
            number=count,
        )
