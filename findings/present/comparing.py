"""Two versions side by side, in numbers: how often each goal was met, each criterion passed."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from findings.queries.explored import Goal
from findings.queries.facets import Facets, Judged
from findings.queries.selection import Selection
from web import format as formats


class Compared(NamedTuple):
    """A goal or criterion. `change`: from the other version's to this one's, in points."""

    name: str
    kind: str
    own: str
    other: str
    change: str


def version_names(selection: Selection) -> tuple[str, str]:
    """Return what is shown, and what it is compared with."""
    own = f"Version {selection.version}" if selection.version else "All versions"
    return own, f"Version {selection.against}" if selection.against else ""


def compared(goals: Sequence[Goal], counted: Facets, other: Facets) -> list[Compared]:
    """Return a line for all conversations, for each goal and for each criterion."""
    return [
        Compared("Conversations", "", f"{counted.total:,}", f"{other.total:,}", ""),
        *_goals(goals, counted, other),
        *_criteria(counted, other),
    ]


def _goals(goals: Sequence[Goal], counted: Facets, other: Facets) -> Iterator[Compared]:
    for goal in goals:
        own, beside = counted.goals[goal.id], other.goals[goal.id]
        yield _line(goal.id, "met", (own.met, counted.total), (beside.met, other.total))


def _criteria(counted: Facets, other: Facets) -> Iterator[Compared]:
    for name in sorted({*counted.criteria, *other.criteria}):
        yield _line(name, "passed", _judged(counted, name), _judged(other, name))


def _judged(counted: Facets, name: str) -> tuple[int, int]:
    judged = counted.criteria.get(name) or Judged()
    return judged.passed, judged.passed + judged.failed


def _line(name: str, kind: str, own: tuple[int, int], other: tuple[int, int]) -> Compared:
    change = ""
    if own[1] and other[1]:
        points = round(100 * (own[0] / own[1] - other[0] / other[1]))
        change = f"{points:+d}".replace("-", "−") if points else "same"
    return Compared(name, kind, _told(*own), _told(*other), change)


def _told(part: int, whole: int) -> str:
    return f"{part / whole:.0%} ({part:,} of {whole:,})" if whole else formats.NONE
