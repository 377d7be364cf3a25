"""The first few conversations of a selection, newest or oldest first, without reading the rest.

What is asked decides how they are found. Of several values of the leading goal each has its own
walk, and the walks are merged. Where values of several goals are asked the rarest leads. A range
is read from the index of its values where it holds few, else from the newest on; so are words that
a value contains, where a few of the newest conversations have them. How many there are is counted
only as far as that matters.
"""

from collections.abc import Sequence
from dataclasses import replace

from conversations.queries.narrowed import Narrowed, Part
from findings.queries.conditions import ANY_GOAL, Condition, Op
from findings.queries.explored import Explored
from findings.queries.narrowing import Walk, leading, selected, within
from findings.queries.selection import Selection
from web import sizes
from web.keys import value_key
from web.keyset import Direction, Place

_SAMPLED = 600  # of the newest, to tell how far the next fifty are
_COSTS = 17  # values read off an index take as long as to ask one conversation for its value
_PAGE = 51
_FEW = 3_000  # so many are soon read and sorted, and of more the newest are not far
_RANGES = {Op.MIN, Op.MAX, Op.BELOW, Op.SINCE, Op.UNTIL}


def beyond(
    organization_id: int,
    template: Explored,
    selection: Selection,
    columns: str,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> Part:
    """Return what asks for up to `limit` rows strictly beyond `place`.

    `columns` have `id` and `created_at`.
    """
    walk = _walk(template, selection, direction)
    walks = [
        selected(organization_id, template, each, walk=walk) for each in _apart(selection, walk)
    ]
    if len(walks) == 1:
        return walks[0].statement_beyond(columns, place, direction, limit)
    return _merged(walks, columns, place, direction, limit)


def is_steady(selection: Selection) -> bool:
    """Whether one plan is best for whatever is asked: one index has these rows, in their order.

    So for a template's conversations and for those with values of its goals, whose rarest leads.
    Anything else can be what few or most of them have, and is planned for what is asked.
    """
    is_bare = selection.version is None and selection.plain() == replace(selection, where=())
    return is_bare and all(each.op == Op.IS for each in selection.where)


def _walk(template: Explored, selection: Selection, direction: Direction) -> Walk:
    valued = sorted({each.subject for each in selection.where if each.op == Op.IS})
    if selection.filters.person:
        return Walk()
    if len(valued) > 1:
        return Walk(_rarest(template, selection, valued))
    lead = leading(selection)
    if lead is None or lead == ANY_GOAL or valued:
        return Walk(lead)
    asked = {each.op for each in selection.of_goal(lead)}
    if asked & _RANGES:
        if _count(template, selection, lead) > _FEW:
            return Walk(lead, in_order=True)
        return Walk(lead, few="DESC" if direction == "older" else "ASC")
    return Walk("" if _is_frequent(template, selection, lead) else lead)


def _is_frequent(template: Explored, selection: Selection, goal: str) -> bool:
    """Whether a page of the newest is found sooner than all values of the goal are read."""
    sql, params = within(template.id, selection, goal)
    newest = f"""SELECT 1 FROM (
        SELECT c.id FROM conversations_conversation c
        WHERE c.template_id = %s AND c.is_test = %s AND c.erasing_at IS NULL
        ORDER BY c.created_at DESC, c.id DESC LIMIT {_SAMPLED}
    ) newest CROSS JOIN LATERAL ({sql} AND f.conversation_id = newest.id) asked"""
    asked = [template.id, selection.filters.test, *params]
    [hits] = sizes.up_to([(newest, asked)], _SAMPLED)
    of_goal = replace(selection, where=(Condition(goal, Op.FILLED),))
    values, _ = sizes.about_sql(*within(template.id, of_goal, goal))
    return hits * values > _PAGE * _SAMPLED * _COSTS


def _count(template: Explored, selection: Selection, goal: str) -> int:
    """Return how many findings are as the goal's conditions ask, up to one more than few."""
    return sizes.up_to([within(template.id, selection, goal)], _FEW + 1)[0]


def _rarest(template: Explored, selection: Selection, goals: Sequence[str]) -> str:
    """Return whose conditions the fewest findings pass, as far as they are counted."""
    counts = sizes.up_to([within(template.id, selection, goal) for goal in goals], _FEW + 1)
    return min(zip(counts, goals, strict=True))[1]


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
) -> Part:
    """Return the first of all walks; no conversation is in two: it has one value of a goal."""
    order = "DESC" if direction == "older" else "ASC"
    each = [walk.statement_beyond(columns, place, direction, limit) for walk in walks]
    branches = " UNION ALL ".join(f"({sql})" for sql, _ in each)
    return (
        f"SELECT * FROM ({branches}) found ORDER BY created_at {order}, id {order} LIMIT {limit:d}",
        [param for _, params in each for param in params],
    )
