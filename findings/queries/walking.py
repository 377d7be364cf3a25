"""The first few conversations of a selection, newest or oldest first, without reading the rest.

What is asked decides how they are found. Of several values of the leading goal each has its own
walk, and the walks are merged. Where values of several goals are asked the rarest leads. A range
is read from the index of its values where it holds few, else from the newest on; so are words that
a value contains, where a few of the newest conversations have them. How many there are is counted
only as far as that matters.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from conversations.queries.narrowed import Narrowed
from findings.queries.conditions import ANY_GOAL, Op
from findings.queries.explored import Explored
from findings.queries.narrowing import Walk, leading, selected, within
from findings.queries.selection import Selection
from web.keys import value_key
from web.keyset import Direction, Place

_SAMPLED, _MANY = 300, 4  # of so many of the newest so many: the next fifty are not far
_FEW = 1_000  # so many are soon read and sorted, and of more the newest are not far
_RANGES = {Op.MIN, Op.MAX, Op.SINCE, Op.UNTIL}


def beyond(
    organization_id: int,
    template: Explored,
    selection: Selection,
    columns: str,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Return up to `limit` rows strictly beyond `place`; `columns` have `id` and `created_at`."""
    walk = _walk(template, selection)
    walks = [
        selected(organization_id, template, each, walk=walk) for each in _apart(selection, walk)
    ]
    if len(walks) == 1:
        return walks[0].beyond(columns, place, direction, limit)
    return _merged(walks, columns, place, direction, limit)


def _walk(template: Explored, selection: Selection) -> Walk:
    valued = sorted({each.subject for each in selection.where if each.op == Op.IS})
    if selection.filters.person:
        return Walk()
    if len(valued) > 1:
        return Walk(min(valued, key=lambda goal: _count(template, selection, goal)))
    lead = leading(selection)
    if lead is None or lead == ANY_GOAL or valued:
        return Walk(lead)
    asked = {each.op for each in selection.of_goal(lead)}
    if asked & _RANGES:
        return Walk(lead, in_order=_count(template, selection, lead) > _FEW)
    return Walk("" if _is_frequent(template, selection, lead) else lead)


def _is_frequent(template: Explored, selection: Selection, goal: str) -> bool:
    """Whether enough of the newest conversations have what the goal's conditions ask."""
    sql, params = within(template.id, selection, goal)
    statement = f"""SELECT count(*) FROM (
        SELECT c.id FROM conversations_conversation c
        WHERE c.template_id = %s AND c.is_test = %s AND c.erasing_at IS NULL
        ORDER BY c.created_at DESC, c.id DESC LIMIT {_SAMPLED}
    ) newest CROSS JOIN LATERAL ({sql} AND f.conversation_id = newest.id) asked"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [template.id, selection.filters.test, *params])
        return bool(cursor.fetchone()[0] >= _MANY)


def _count(template: Explored, selection: Selection, goal: str) -> int:
    """Return how many findings are as the goal's conditions ask, up to one more than few."""
    sql, params = within(template.id, selection, goal)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %s) counted", [*params, _FEW + 1])
        return int(cursor.fetchone()[0])


def _apart(selection: Selection, walk: Walk) -> Sequence[Selection]:
    """Return the selection once for each value of the leading goal that it allows."""
    lead = leading(selection, walk.lead)
    values = [each for each in selection.where if each.op == Op.IS and each.subject == lead]
    if len(values) < 2:
        return [selection]
    rest = selection.without(*values)
    unique = {value_key(each.value): each for each in values}.values()
    return [replace(rest, where=(*rest.where, each)) for each in unique]


def _merged(
    walks: Sequence[Narrowed], columns: str, place: Place | None, direction: Direction, limit: int
) -> list[tuple[Any, ...]]:
    """Return the first of all walks; no conversation is in two: it has one value of a goal."""
    order, sign = ("DESC", "<") if direction == "older" else ("ASC", ">")
    params: list[Any] = []
    branches = []
    for each in walks:
        after = f"AND ({each.at}, {each.id}) {sign} (%s, %s)" if place else ""
        branches.append(
            f"(SELECT {columns} {each.sql} {after}"
            f" ORDER BY {each.at} {order}, {each.id} {order} LIMIT %s)"
        )
        params += [*each.params, *((place.at, place.id) if place else ()), limit]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({' UNION ALL '.join(branches)}) found"
            f" ORDER BY created_at {order}, id {order} LIMIT %s",
            [*params, limit],
        )
        return list(cursor.fetchall())
