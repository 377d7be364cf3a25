"""What stands in one cell of the table: a value, why there is none, or something else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from conversations.models import Reviewed
from conversations.queries.emptiness import Course, Emptiness, why_empty
from findings.present import words
from findings.queries.cells import Found
from findings.queries.table import Row
from web import format as formats


class Head(NamedTuple):
    """A column's head. `href`: its panel, "" where there is none. `order`: aria-sort's word."""

    key: str
    name: str
    title: str
    css: str
    href: str
    query: str
    sort_href: str
    order: str
    is_undeclared: bool
    is_pinned: bool


_NONE = Markup("")
_CORRECTED = Reviewed.CORRECTED.value  # compared with each of hundreds


class Cell(NamedTuple):
    """`query`: what its panel's address has behind the row's `path`, "" where it has no panel."""

    text: str
    css: str = ""
    query: Markup = _NONE
    note: str = ""


class _Column(NamedTuple):
    """What is the same for all cells of a column.

    `goal`: "" where it shows no goal's finding. `css`, `flagged`, `why`: of a value, of one that is
    marked, and of why there is none.
    """

    head: Head
    goal: str
    query: Markup
    css: str
    flagged: str
    why: str


class Presenter:
    """Puts what rows have into cells; what all rows share is found out once."""

    def __init__(self, heads: Iterable[Head], orders: Mapping[int, Sequence[str]]) -> None:
        """`orders`: what each version asks for, in its order."""
        self._columns = [_column(head) for head in heads]
        goals = {column.goal for column in self._columns if column.goal}
        self._behind = {
            number: {goal: order[at + 1 :] for at, goal in enumerate(order) if goal in goals}
            for number, order in orders.items()
        }

    def cells(self, row: Row, found: Mapping[str, Found], others: Mapping[str, Any]) -> list[Cell]:
        """Return a row's cells."""
        course = Course(row.goal_states, row.status, row.turn_count)
        behind = self._behind.get(row.version_number or 0, {})
        return [
            _other(row, column.head, others)
            if not column.goal
            else _cell(column, found[column.goal])
            if column.goal in found
            else Cell(_why(column.goal, course, found, behind), column.why, column.query)
            for column in self._columns
        ]


def _cell(column: _Column, finding: Found) -> Cell:
    value, is_cut, is_supported, has_value, review = finding
    if not has_value:
        reason = Emptiness.REJECTED if review == Reviewed.REJECTED else Emptiness.NO_VALUE
        return Cell(reason.label, column.why, column.query)
    text = words.value_text(value) or "(empty)"
    if is_cut:
        text += "…"
    if review == _CORRECTED:
        return Cell(text, column.flagged, column.query, "corrected")
    if is_supported is False:
        return Cell(text, column.flagged, column.query, "unsupported")
    return Cell(text, column.css, column.query)


def _column(head: Head) -> _Column:
    """Addresses are escaped once: a page prints each of them fifty times."""
    goal = head.key[len("goal.") :] if head.query else ""
    num = "num" if head.css == "num" else ""
    return _Column(
        head, goal, escape(head.query), num, f"{num} flagged".strip(), f"why {num}".strip()
    )


def _why(
    goal: str, course: Course, found: Mapping[str, Found], behind: Mapping[str, Sequence[str]]
) -> str:
    """Return why there is no finding, "" of what its version does not ask for.

    `behind`: the goals that the version asks for after each.
    """
    if goal not in behind:
        return ""
    is_passed = not found.keys().isdisjoint(behind[goal])
    return why_empty(course, goal, is_before_last_met=is_passed).label


def _other(row: Row, head: Head, others: Mapping[str, Any]) -> Cell:
    kind, _, name = head.key.partition(".")
    if kind == "about":
        return _about(row, name)
    value = others.get(head.key)
    if kind == "criterion":
        if head.key not in others:
            return Cell("—", "why")
        verdict = "not told" if value is None else "passed" if value else "failed"
        return Cell(verdict, f"verdict {verdict}")
    return Cell(words.value_text(value)) if value not in (None, "") else Cell("—", "why")


def _about(row: Row, name: str) -> Cell:
    told = {
        "status": row.status.title(),
        "outcome": row.outcome,
        "length": formats.duration(row.duration_seconds),
        "turns": formats.number(row.turn_count),
        "version": f"v{row.version_number}" if row.version_number else "",
        "created": formats.day_time(row.created_at),
    }
    is_number = name in ("length", "turns", "version")
    return Cell(told[name] or "—", "num" if is_number else "")
