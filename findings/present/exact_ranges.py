"""Selections of exactly what a column of a histogram, or a period, was counted of."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from conversations.filters import RANGES
from findings.present.exact import in_time_order
from findings.queries.conditions import Condition, Op, day_of, number_of
from findings.queries.counted import period_after
from findings.queries.explored import Goal
from findings.queries.selection import Selection


def within(
    selection: Selection, goal: Goal, low: Decimal | None, high: Decimal | None
) -> Selection:
    """Return it narrowed to numbers from `low` to below `high`, of those it has already."""
    lows = [*_numbers(selection, goal, Op.MIN), *([] if low is None else [low])]
    ends = [*_numbers(selection, goal, Op.BELOW), *([] if high is None else [high])]
    most, end = min(_numbers(selection, goal, Op.MAX), default=None), min(ends, default=None)
    bounds = [Condition(goal.id, Op.MIN, f"{max(lows):f}")] if lows else []
    if most is not None and (end is None or most < end):
        bounds.append(Condition(goal.id, Op.MAX, f"{most:f}"))
    elif end is not None:
        bounds.append(Condition(goal.id, Op.BELOW, f"{end:f}"))
    return _without(selection, goal, Op.MIN, Op.MAX, Op.BELOW).narrowed_by(*bounds)


def on_days(selection: Selection, goal: Goal, first: date, unit: str) -> Selection:
    """Return it narrowed to the goal's dates in a period, of those it has already."""
    last = period_after(first, unit) - timedelta(days=1)
    since = max([first, *_days(selection, goal, Op.SINCE)])
    until = min([last, *_days(selection, goal, Op.UNTIL)])
    return _without(selection, goal, Op.SINCE, Op.UNTIL).narrowed_by(
        Condition(goal.id, Op.SINCE, since.isoformat()),
        Condition(goal.id, Op.UNTIL, until.isoformat()),
    )


def of_period(selection: Selection, first: date, unit: str, zone: str) -> Selection:
    """Return it narrowed to the conversations of a period of `zone`, of those it has already.

    In another zone than the selection's own days only what has none was counted.
    """
    filters, last = selection.filters, period_after(first, unit) - timedelta(days=1)
    since, until = filters.since, filters.until
    if filters.range:
        since = timezone.localdate() - timedelta(days=RANGES[filters.range])
    since, until = max(first, since or first), min(last, until or last)
    utc = filters.utc or zone != filters.zone
    return replace(selection, filters=replace(filters, range="", since=since, until=until, utc=utc))


def _without(selection: Selection, goal: Goal, *ops: Op) -> Selection:
    kept = (each for each in selection.where if each.subject != goal.id or each.op not in ops)
    return replace(in_time_order(selection, goal), where=tuple(kept))


def _numbers(selection: Selection, goal: Goal, op: Op) -> list[Decimal]:
    asked = [each.value for each in selection.of_goal(goal.id) if each.op == op]
    return [number for value in asked if (number := number_of(value)) is not None]


def _days(selection: Selection, goal: Goal, op: Op) -> list[date]:
    asked = [each.value for each in selection.of_goal(goal.id) if each.op == op]
    return [day for value in asked if (day := day_of(value)) is not None]
