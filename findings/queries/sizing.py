"""How many conversations a selection has, where they are too many to be counted at once.

The planner's guess at a value is often a fifth of those that have it, and at two values a guess
times a guess. So values are counted in their index, as far as that is soon done, whole templates
come from the rollups, and the planner is asked only for what share passes everything else.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from findings.queries.conditions import ANY_GOAL, Condition, Op
from findings.queries.explored import Explored
from findings.queries.narrowing import selected, within
from findings.queries.selection import Selection
from web import sizes

_COUNTED = 100_000  # of a value, in some milliseconds
_IN_ITS_INDEX = {Op.IS, Op.MIN, Op.MAX, Op.BELOW, Op.SINCE, Op.UNTIL}
# What all that are compared alike pass: most findings are no numbers and no dates.
_NUMBERS, _DAYS = (Op.MIN, "-" + "9" * 20), (Op.SINCE, "0001-01-02")
_ALL = {
    **dict.fromkeys((Op.MIN, Op.MAX, Op.BELOW), _NUMBERS),
    **dict.fromkeys((Op.SINCE, Op.UNTIL), _DAYS),
}
_ROLLED_UP = """
SELECT goal, sum(count)::bigint FROM conversations_findingrollup
WHERE template_id = %s AND is_test = %s AND goal = ANY(%s) AND value_key = ''
    AND (%s::bigint IS NULL OR template_version_id = %s)
GROUP BY goal
"""


def about(organization_id: int, template: Explored, selection: Selection) -> tuple[int, bool]:
    """Return (how many there are, whether that is exact); a search is not counted.

    Sorted by a goal there are only those that have it. An estimate may be a minute old.
    """

    def planned(asked: Selection) -> int:
        return told(asked)[0]

    def told(asked: Selection) -> tuple[int, bool]:
        found = selected(organization_id, template, asked, is_sorted=bool(asked.sort))
        return sizes.about_sql(f"SELECT c.id {found.sql}", found.params)

    count, is_exact = told(selection)
    if is_exact:
        return count, True
    question = ("estimated", template.id, selection.scope)
    return sizes.kept(question, lambda: _estimate(template, selection, planned)), False


def _estimate(template: Explored, selection: Selection, planned: Callable[[Selection], int]) -> int:
    """Return what share of the template's conversations each goal leaves, multiplied.

    `planned`: what the planner thinks of a selection.
    """
    around = _around(selection)
    rolled_up = _rolled_up(template, selection)
    whole = rolled_up.get("", 0)
    if around != selection.plain() or not whole:  # The rollups have none that are archived.
        return min(planned(selection), planned(around))
    sorted_by = {selection.sort_goal: [Condition(selection.sort_goal, Op.FILLED)]}
    asked = {**(sorted_by if selection.sort else {}), **_by_goal(selection)}
    share, rest = 1.0, replace(selection, sort="")
    for goal, conditions in asked.items():
        having = _having(template, selection, goal, conditions, whole, rolled_up.get(goal, 0))
        if having is not None:
            share *= min(having / whole, 1)
            rest = rest.without(*conditions)
    if rest.is_narrowed:
        share *= min(planned(rest) / planned(around), 1)
    return max(round(whole * share), sizes.COUNTED)


def _having(
    template: Explored,
    selection: Selection,
    goal: str,
    conditions: Sequence[Condition],
    whole: int,
    filled: int,
) -> int | None:
    """Return how many pass what is asked of the goal, None where that is not soon counted.

    Of `whole` conversations, `filled` have a value of the goal.
    """
    ops = {each.op for each in conditions}
    if ops & _IN_ITS_INDEX:
        return _counted(template, selection, goal, conditions, filled)
    if ops == {Op.FILLED}:
        return filled or None
    if ops == {Op.NOT} and filled:
        named = [Condition(goal, Op.IS, each.value) for each in conditions]
        return max(filled - _counted(template, selection, goal, named, filled), 0)
    if ops == {Op.EMPTY} and not any(each.value for each in conditions):
        return whole - filled
    return None


def _counted(
    template: Explored, selection: Selection, goal: str, where: Sequence[Condition], filled: int
) -> int:
    """Return how many findings are as `where` asks of the goal, which `filled` have a value of."""

    def asking(*conditions: Condition) -> sizes.Question:
        return within(template.id, replace(selection, where=conditions), goal)

    [counted] = sizes.up_to([asking(*where)], _COUNTED)
    if counted < _COUNTED:
        return counted
    op, value = next((_ALL[each.op] for each in where if each.op in _ALL), (Op.FILLED, ""))
    of_all = sizes.about_sql(*asking(Condition(goal, op, value)))[0]
    share = sizes.about_sql(*asking(*where))[0] / max(of_all, 1)
    return max(counted, round(filled * min(share, 1)))


def _by_goal(selection: Selection) -> dict[str, list[Condition]]:
    """Return what is asked of each goal's values."""
    asked: dict[str, list[Condition]] = {}
    for each in selection.where:
        if each.subject != ANY_GOAL and each.op not in (Op.JUDGED, Op.REVIEWED):
            asked.setdefault(each.subject, []).append(each)
    return asked


def _around(selection: Selection) -> Selection:
    """Return the conversations that the selection is some of: without all that narrows them."""
    plain, filters = selection.plain(), selection.filters
    kept = replace(plain.filters, archived=filters.archived, person=filters.person)
    return replace(plain, filters=kept)


def _rolled_up(template: Explored, selection: Selection) -> dict[str, int]:
    """Return {"": how many the template has, goal: how many of them have a value of it}."""
    goals = ["", selection.sort_goal, *(each.subject for each in selection.where)]
    version = selection.version and template.versions.get(selection.version)
    asked: list[Any] = [template.id, selection.filters.test, goals, version, version]
    with connection.cursor() as cursor:
        cursor.execute(_ROLLED_UP, asked)
        return dict(cursor.fetchall())
