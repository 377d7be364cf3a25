"""One goal: its charts, and the form that narrows the table by it, fit for its type."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from conversations.queries.emptiness import Emptiness
from findings.present import words
from findings.present.addresses import table_url
from findings.present.charts import MANY, GoalChart, goal_chart
from findings.present.newest import Newest, newest_of
from findings.present.over_time import OverTime, over_time
from findings.present.table import shown_columns
from findings.queries.conditions import Condition, Op
from findings.queries.explored import Explored, Goal
from findings.queries.facets import Facets
from findings.queries.selection import Selection, column


class Option(NamedTuple):
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GoalPanel:
    """`kept`: parameters of the form besides its own; `narrowed`: what is asked of the goal now.

    `ends`: what sorting up and down shows first.
    """

    goal: Goal
    chart: GoalChart
    over: OverTime | None
    against: int | None
    total: str
    kept: list[tuple[str, str]]
    narrowed: list[tuple[str, str]]
    values: list[Option]
    ops: list[Option]
    low: str
    high: str
    reasons: list[Option]
    evidence: list[Option]
    reviewed: list[Option]
    ends: tuple[str, str]
    ascending: str
    descending: str
    hide: str
    pin: str
    is_pinned: bool
    table_href: str
    newest: Newest | None


_LIST_OPS = {Op.HAS: "has the item"}
_TEXT_OPS = {
    Op.CONTAINS: "contains",
    Op.IS: "is",
    Op.NOT: "is not",
}


def goal_panel(
    slug: str,
    template: Explored,
    selection: Selection,
    goal: Goal,
    counted: Facets,
    other: Facets | None,
) -> GoalPanel:
    """Return the panel of a goal, counted under the selection."""
    asked = selection.of_goal(goal.id)
    rest = selection.without(*asked)
    under = selection.without_search()
    chart = goal_chart(slug, under, goal, counted, other, most=MANY)
    low_op, high_op = (Op.SINCE, Op.UNTIL) if goal.type == "date" else (Op.MIN, Op.MAX)
    return GoalPanel(
        goal=goal,
        chart=chart,
        over=over_time(slug, under, goal, counted),
        against=selection.against if other else None,
        total=chart.rate,
        kept=rest.pairs(),
        narrowed=[(words.told(each), table_url(slug, selection.without(each))) for each in asked],
        values=_values(goal, chart, asked),
        ops=[
            Option(op, text, False)
            for op, text in (
                {**_LIST_OPS, **_TEXT_OPS} if goal.type == "list" else _TEXT_OPS
            ).items()
        ],
        low=_value_of(asked, low_op),
        high=_value_of(asked, high_op),
        reasons=[
            Option(reason.value, reason.label, Condition(goal.id, Op.EMPTY, reason.value) in asked)
            for reason in Emptiness
        ],
        evidence=[
            Option(kind.value, text, Condition(goal.id, Op.EVIDENCE, kind.value) in asked)
            for kind, text in words.EVIDENCE.items()
        ],
        reviewed=[
            Option(kind.value, text, Condition(goal.id, Op.REVIEWED, kind.value) in asked)
            for kind, text in words.REVIEWED.items()
        ],
        ends=words.ends(goal.type),
        ascending=table_url(slug, replace(selection, sort=f"asc:{goal.id}")),
        descending=table_url(slug, replace(selection, sort=f"desc:{goal.id}")),
        table_href=table_url(slug, selection),
        newest=newest_of(selection, counted, other, chart.href),
        **_column_links(slug, template, selection, column("goal", goal.id)),
    )


def _values(goal: Goal, chart: GoalChart, asked: Sequence[Condition]) -> list[Option]:
    """Return the values to choose from, those that are chosen among them."""
    if goal.type not in ("category", "boolean"):
        return []
    known = {bar.text: bar for bar in chart.bars if bar.key and bar.href}
    return [
        Option(text if goal.type != "boolean" else _boolean(text), text, bar.is_chosen)
        for text, bar in known.items()
    ]


def _boolean(text: str) -> str:
    return {"Yes": "true", "No": "false"}.get(text, text)


def _value_of(asked: Sequence[Condition], op: Op) -> str:
    return next((each.value for each in asked if each.op == op), "")


def _column_links(slug: str, template: Explored, selection: Selection, key: str) -> dict[str, Any]:
    shown = shown_columns(template, selection)
    rest = tuple(each for each in shown if each != key)
    is_pinned = key in selection.pinned
    pinned = tuple(each for each in selection.pinned if each != key)
    hidden = replace(selection, columns=rest, pinned=pinned)
    other = pinned if is_pinned else (*pinned, key)
    links: dict[str, Any] = {
        "hide": table_url(slug, hidden) if key in shown and rest else "",
        "pin": table_url(slug, replace(selection, columns=tuple(shown), pinned=other)),
        "is_pinned": is_pinned,
    }
    return links
