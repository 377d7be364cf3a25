"""What stands in one cell of the table: a value, why there is none, or something else."""

from typing import Any, NamedTuple

from conversations.models import Reviewed
from conversations.queries.emptiness import Course, why_empty
from findings.present import words
from findings.queries import table
from findings.queries.explored import Explored
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


class Cell(NamedTuple):
    """`href`: what stands behind the row's address for its panel, "" where there is nothing."""

    text: str
    css: str = ""
    href: str = ""
    note: str = ""


def cell(
    template: Explored,
    row: table.Row,
    head: Head,
    found: dict[str, table.Found],
    others: dict[str, Any],
    path: str,
) -> Cell:
    """Return what a row has in a column; `path` leads to what opens beside the table."""
    if not head.query:
        return _other(row, head, others)
    goal = head.key[len("goal.") :]
    finding = found.get(goal)
    if finding is not None and finding.has_value:
        text = words.value_text(finding.value) + ("…" if finding.is_cut else "")
        note = "unsupported" if finding.is_supported is False else ""
        note = finding.review if finding.review == Reviewed.CORRECTED else note
        css = f"{head.css} flagged" if note else head.css
        return Cell(text or "(empty)", css, path + head.query, note)
    return Cell(_why(template, row, goal, found), "why", path + head.query)


def _why(template: Explored, row: table.Row, goal: str, found: dict[str, table.Found]) -> str:
    """Return why it is empty; goals stand in the order of the version that is shown."""
    if goal in found:
        return "Rejected" if found[goal].review == Reviewed.REJECTED else "No value"
    order = [each.id for each in template.goals if each.is_declared]
    if goal not in order:
        return ""
    behind = order[order.index(goal) + 1 :]
    course = Course(row.goal_states, row.status, row.turn_count)
    reason = why_empty(course, goal, is_before_last_met=any(each in found for each in behind))
    return reason.label


def _other(row: table.Row, head: Head, others: dict[str, Any]) -> Cell:
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


def _about(row: table.Row, name: str) -> Cell:
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
