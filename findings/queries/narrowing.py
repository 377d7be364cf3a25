"""A selection as SQL: the conversations of `conversations.queries.narrowed`, narrowed further.

What decides its speed: a condition on one goal's value is read from the index that begins with
template, kind, goal and value and ends with the place in the list, so that the newest fifty come
in order, and a value that nobody has is over at once. That index leads where a selection has
such a condition (`_driver`); the others are asked of each conversation that it finds. The order is
by the columns of the leading table: by those of the conversation, the planner would walk all
conversations of the template, newest first, asking each for a value that none may have.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from conversations.queries.narrowed import Further, Narrowed, Part, narrowed
from findings.queries.besides import FINDING, of_evidence, others
from findings.queries.conditions import (
    ANY_GOAL,
    Condition,
    Evidence,
    Op,
    day_of,
    number_of,
)
from findings.queries.explored import Explored
from findings.queries.items import HAS_ITEM
from findings.queries.selection import Selection
from web.keys import value_key

# The better ones first.
_LEADS = (Op.IS, Op.MIN, Op.MAX, Op.BELOW, Op.SINCE, Op.UNTIL, Op.HAS, Op.CONTAINS)
_UNSUPPORTED = Condition(ANY_GOAL, Op.EVIDENCE, Evidence.UNSUPPORTED)
_OF_FINDING = {*_LEADS, Op.NOT, Op.FILLED}
_SIGNS = {Op.MIN: ">=", Op.MAX: "<=", Op.BELOW: "<"}
_LED = """SELECT f.conversation_id, f.conversation_created_at, f.{value} AS value
FROM conversations_finding f WHERE {where}"""
# Findings alone are put in order: with OFFSET the planner cannot join all of them first.
_IN_ORDER = " ORDER BY f.conversation_created_at {order}, f.conversation_id {order} OFFSET 0"
_HAS_VALUE = {
    "value_key": "f.value_key <> ''",
    "value_number": "f.value_number IS NOT NULL",
    "value_time": "f.value_time IS NOT NULL",
}


class Walk(NamedTuple):
    """How a page is read: `lead`, the goal whose findings lead, "" for none, None for the usual.

    `in_order`: so many findings are in its range that the newest are found soonest in the order
    of time. `few`: so few that all are read, and put into that order, which is "ASC" or "DESC".
    Everything else is asked of one conversation after the other until the page is full.
    """

    lead: str | None = None
    in_order: bool = False
    few: str = ""


# What a goal's values are ordered by, by its type; each has its index.
_ORDERS = {"number": "value_number", "date": "value_time"}


def selected(
    organization_id: int,
    template: Explored,
    selection: Selection,
    *,
    is_sorted: bool = False,
    walk: Walk | None = None,
) -> Narrowed:
    """Return the conversations of the selection; the search is not in it.

    They are to be ordered by the time of their creation, or, with `is_sorted`, by `lead.value`
    before it, which is the value of the goal that the selection is sorted by. With `walk` they
    are read for their first few only.
    """
    asked = _by_goal(selection.where)
    lead = selection.sort_goal if is_sorted else leading(selection, walk.lead if walk else None)
    if is_sorted:
        asked.setdefault(selection.sort_goal, [])
    parts = list(_version(template, selection))
    for goal, conditions in asked.items():
        if goal == lead:
            continue
        if walk is not None and lead is not None and _asks_one_value(conditions):
            parts.append(_probed(template.id, selection, conditions[0]))
        else:
            parts.append(_finding_exists(goal, conditions, is_probed=walk is not None))
    parts += others(template, selection, but=_UNSUPPORTED if lead == ANY_GOAL else None)
    if lead is None:
        further = Further(conditions=tuple(parts))
    else:
        value = order_column(template, lead) if is_sorted else ""
        if lead == ANY_GOAL and not is_sorted:
            sql, params = _unsupported(template.id, selection)
        else:
            in_order = walk is not None and walk.in_order
            sql, params = _driver(template.id, selection, lead, asked[lead], value, in_order)
            if walk is not None and walk.few:
                sql += _IN_ORDER.format(order=walk.few)
        # Joined by columns alone the planner would look up both ends of their indexes, to weigh a
        # merge: milliseconds where the newest rows were deleted and not yet cleared away.
        further = Further(
            joined=f"JOIN ({sql}) lead ON c.id = lead.conversation_id + 0",
            joined_params=tuple(params),
            conditions=tuple(parts),
            at="lead.conversation_created_at",
            id="lead.conversation_id",
        )
    return narrowed(organization_id, selection.filters, template.id, further)


def leading(selection: Selection, chosen: str | None = None) -> str | None:
    """Return whose findings lead: a goal's, any goal's, or None where conversations do."""
    if selection.filters.person:
        return None
    if chosen is not None:
        return chosen or None
    lead = _leading(_by_goal(selection.where))
    return lead or (ANY_GOAL if _UNSUPPORTED in selection.where else None)


def _unsupported(template_id: int, selection: Selection) -> Part:
    """Return the SELECT of conversations with any unsupported finding, in their index's order."""
    kind = "f.is_test" if selection.filters.test else "NOT f.is_test"
    return (
        "SELECT DISTINCT f.conversation_created_at, f.conversation_id FROM conversations_finding f"
        f" WHERE f.template_id = %s AND {kind} AND f.is_supported = false",
        [template_id],
    )


def order_column(template: Explored, goal: str) -> str:
    """Return the column of findings that this goal's values are ordered by."""
    return _ORDERS.get(template.goal(goal).type, "value_key")


def _by_goal(where: Iterable[Condition]) -> dict[str, list[Condition]]:
    """Return what is asked of each goal's finding, together: it has one at most."""
    asked: dict[str, list[Condition]] = {}
    for condition in where:
        if condition.op in _OF_FINDING or _is_of_one_finding(condition):
            asked.setdefault(condition.subject, []).append(condition)
    return asked


def _is_of_one_finding(condition: Condition) -> bool:
    return condition.op == Op.EVIDENCE and condition.subject != ANY_GOAL


def _leading(asked: dict[str, list[Condition]]) -> str | None:
    """Return the goal whose condition finds the fewest, as far as that is known beforehand."""
    ranked = [
        (_LEADS.index(condition.op), goal)
        for goal, conditions in asked.items()
        for condition in conditions
        if condition.op in _LEADS
    ]
    return min(ranked)[1] if ranked else None


def _driver(
    template_id: int,
    selection: Selection,
    goal: str,
    conditions: list[Condition],
    value: str,
    in_order: bool = False,
) -> Part:
    """Return the SELECT that leads: of several values a branch each, so that each keeps order.

    `value`: the column to order by, "" for none.
    """
    kind = "f.is_test" if selection.filters.test else "NOT f.is_test"
    rest = [condition for condition in conditions if condition.op != Op.IS]
    keys = sorted({value_key(each.value) for each in conditions if each.op == Op.IS})
    branches: list[Part] = []
    alternatives: list[str | None] = [*keys] or [None]
    for key in alternatives:
        parts: list[Part] = [("f.template_id = %s", [template_id]), (kind, [])]
        parts.append(("f.goal = %s", [goal]))
        if key is not None:
            parts.append(("f.value_key = %s", [key]))
        if value:
            parts.append((_HAS_VALUE[value], []))
        parts += _of_finding(rest, is_sure=key is not None or bool(value), in_order=in_order)
        branches.append(
            (_LED.format(value=value or "value_key", where=_joined(parts)), _params(parts))
        )
    return " UNION ALL ".join(sql for sql, _ in branches), _params(branches)


def within(template_id: int, selection: Selection, goal: str) -> Part:
    """Return the SELECT of all findings that are as this goal's conditions ask."""
    return _driver(template_id, selection, goal, _by_goal(selection.where)[goal], "")


def _asks_one_value(conditions: list[Condition]) -> bool:
    return len(conditions) == 1 and conditions[0].op == Op.IS


def _probed(template_id: int, selection: Selection, condition: Condition) -> Part:
    """Ask what leads for a value: all of it stands in one index, so that no row is read for it."""
    kind = "f.is_test" if selection.filters.test else "NOT f.is_test"
    return (
        "(SELECT true FROM conversations_finding f WHERE f.template_id = %s"
        f" AND {kind} AND f.goal = %s AND f.value_key = %s"
        " AND f.conversation_created_at = lead.conversation_created_at"
        " AND f.conversation_id = lead.conversation_id)",
        [template_id, condition.subject, value_key(condition.value)],
    )


def _finding_exists(goal: str, conditions: list[Condition], *, is_probed: bool) -> Part:
    parts: list[Part] = [("f.goal = %s", [goal])]
    if keys := sorted({value_key(each.value) for each in conditions if each.op == Op.IS}):
        parts.append(("f.value_key = ANY(%s)", [keys]))
    parts += _of_finding(conditions, is_sure=bool(keys))
    if is_probed:  # As a value it is not joined: a join would read all that the goal has.
        found = FINDING.replace("SELECT FROM", "SELECT true FROM")
        return f"({found} AND {_joined(parts)})", _params(parts)
    return f"EXISTS ({FINDING} AND {_joined(parts)})", _params(parts)


def _of_finding(
    conditions: Iterable[Condition], *, is_sure: bool, in_order: bool = False
) -> Iterator[Part]:
    """Yield the conditions on the finding `f`, all but `is`. `is_sure`: it has a value anyway.

    A blank text and a list without items are no value.
    """
    excluded = sorted({value_key(each.value) for each in conditions if each.op == Op.NOT})
    if not is_sure and not any(each.op in _LEADS for each in conditions):
        yield "f.value_key <> ''", []
    if excluded:
        yield "f.value_key <> ALL(%s)", [excluded]
    for condition in conditions:
        if condition.op == Op.CONTAINS:
            yield "f.value_key LIKE %s", [f"%{_like(value_key(condition.value))}%"]
        elif condition.op == Op.HAS:
            yield HAS_ITEM, [_of_list_with(condition.value), condition.value]
        elif sign := _SIGNS.get(condition.op):
            same = " + 0" if in_order else ""  # It keeps off the index that is in their order.
            yield f"f.value_number{same} {sign} %s", [number_of(condition.value)]
        elif condition.op in (Op.SINCE, Op.UNTIL):
            yield _of_time(condition, " + interval '0'" if in_order else "")
        elif condition.op == Op.EVIDENCE:
            yield of_evidence(condition.value)


def _of_list_with(item: str) -> str:
    """Return what the key of a list with this item is like; JSON has an order of its own there."""
    return "%" if item.startswith(("{", "[")) else f"%{_like(value_key(item))}%"


def _of_time(condition: Condition, same: str) -> Part:
    """Days are compared as they were said, which names no zone: as those of UTC."""
    day = day_of(condition.value)
    assert day is not None
    start = datetime.combine(day, time.min, tzinfo=UTC)
    if condition.op == Op.SINCE:
        return f"f.value_time{same} >= %s", [start]
    return f"f.value_time{same} < %s", [start + timedelta(days=1)]


def _like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _version(template: Explored, selection: Selection) -> Iterator[Part]:
    if selection.version is not None:
        yield "c.template_version_id = %s", [template.versions.get(selection.version)]


def _joined(parts: Iterable[Part]) -> str:
    return " AND ".join(sql for sql, _ in parts)


def _params(parts: Iterable[Part]) -> list[Any]:
    return [param for _, params in parts for param in params]
