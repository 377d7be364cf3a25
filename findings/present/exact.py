"""Selections of exactly what was counted: where bars, columns and blocks of the charts lead."""

from collections.abc import Mapping
from dataclasses import replace

from findings.present.addresses import table_url
from findings.queries.conditions import Condition, ConditionError, Op, Verdict, parse
from findings.queries.explored import Goal
from findings.queries.selection import MOST_CONDITIONS, Selection
from web.keys import KEY_LENGTH, value_key

_TYPED = ("number", "date")  # whose order is of what can be read as one alone


def exact_url(slug: str, selection: Selection | None) -> str:
    """Return the table of a selection, "" for none, and for one that no URL can spell."""
    if selection is None or len(selection.where) > MOST_CONDITIONS:
        return ""
    try:
        is_spelled = all(parse(str(each)) == each for each in selection.where)
    except ConditionError:
        return ""
    return table_url(slug, selection) if is_spelled else ""


def with_any(selection: Selection, goal: Goal) -> Selection:
    """Return it narrowed to those with a value of the goal."""
    rest = in_time_order(selection, goal if goal.type not in _TYPED else None)
    return rest.narrowed_by(Condition(goal.id, Op.FILLED))


def with_value(selection: Selection, goal: Goal, key: str, text: str) -> Selection | None:
    """Return it narrowed to one value, or item of a list; None where its key is no value's own.

    `text`: how the goal words it.
    """
    if goal.type == "list":
        return in_time_order(selection, goal).narrowed_by(Condition(goal.id, Op.HAS, key))
    asked = _asked(goal, key, text)
    if asked is None:
        return None
    return in_time_order(selection, goal).narrowed_by(Condition(goal.id, Op.IS, asked))


def with_other_values(
    selection: Selection, goal: Goal, texts: Mapping[str, str]
) -> Selection | None:
    """Return it narrowed to values besides these; None where one of them is no value's own.

    `texts`: how the goal words each, by key.
    """
    told = [_asked(goal, key, text) for key, text in texts.items()]
    unlike = [Condition(goal.id, Op.NOT, each) for each in told if each is not None]
    if len(unlike) < len(told):
        return None
    return in_time_order(selection, goal).narrowed_by(*unlike)


def _asked(goal: Goal, key: str, text: str) -> str | None:
    """Return how a value is asked for, None where its key is no value's own."""
    asked = key if goal.type == "boolean" else text
    asked = asked if value_key(asked) == key and len(asked) <= KEY_LENGTH else key
    return asked if value_key(asked) == key else None


def judged_so(selection: Selection, name: str, verdict: Verdict) -> Selection:
    """Return the conversations of the selection that were judged so, newest first."""
    return replace(selection.narrowed_by(Condition(name, Op.JUDGED, verdict.value)), sort="")


def in_time_order(selection: Selection, goal: Goal | None) -> Selection:
    """Return it in the order of time: in that of another goal there are only those that have it."""
    return selection if goal and selection.sort_goal == goal.id else replace(selection, sort="")
