"""What stands in one cell of the table: a value, why there is none, or something else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from conversations.models import Reviewed
from conversations.queries.emptiness import Course, Emptiness, why_empty
from findings.present import words
from findings.queries.cells import Found
from findings.queries.explored import Explored
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
    """What is the same for all cells of a column. `behind`: the goals that its version asks later.

    `goal`: "" where it shows no goal's finding. `css`, `flagged`, `why`: of a value, of one that is
    marked, and of why there is none.
    """

    head: Head
    goal: str
    query: Markup
    css: str
    flagged: str
    why: str
    behind: Sequence[str] | None


class Presenter:
    """Puts what rows have into cells; what all rows share is found out once."""

    def __init__(self, template: Explored, heads: Iterable[Head]) -> None:
        order = [each.id for each in template.goals if each.is_declared]
        self._columns = [_column(head, order) for head in heads]

    def cells(self, row: Row, found: Mapping[str, Found], others: Mapping[str, Any]) -> list[Cell]:
        """Return a row's cells."""
        course = Course(row.goal_states, row.status, row.turn_count)
        return [
            _other(row, column.head, others)
            if not column.goal
            else _cell(column, found[column.goal])
            if column.goal in found
            else Cell(_why(column, course, found), column.why, column.query)
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


def _column(head: Head, order: list[str]) -> _Column:
    """Addresses are escaped once: a page prints each of them fifty times."""
    goal = head.key[len("goal.") :] if head.query else ""
    behind = order[order.index(goal) + 1 :] if goal in order else None
    num = "num" if head.css == "num" else ""
    return _Column(
        head, goal, escape(head.query), num, f"{num} flagged".strip(), f"why {num}".strip(), behind
    )


def _why(column: _Column, course: Course, found: Mapping[str, Found]) -> str:
    """Return why there is no finding; goals stand in the order of the version that is shown."""
    if column.behind is None:
        return ""
    is_passed = not found.keys().isdisjoint(column.behind)
    return why_empty(course, column.goal, is_before_last_met=is_passed).label


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
