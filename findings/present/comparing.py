"""Two versions side by side, in numbers: how often each goal was met, each criterion passed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from findings.present.exact import exact_url, in_time_order, judged_so, with_any
from findings.queries.conditions import Verdict
from findings.queries.explored import Goal
from findings.queries.facets import Facets, Judged
from findings.queries.selection import Selection
from web import format as formats

Narrowed = Callable[[Selection], Selection]


class Told(NamedTuple):
    """What is told of one version, and where the table of just those is, "" of none."""

    text: str
    href: str


class Compared(NamedTuple):
    """A goal or criterion. `change`: from the other version's to this one's, in points."""

    name: str
    kind: str
    own: Told
    other: Told
    change: str


def version_names(selection: Selection) -> tuple[str, str]:
    """Return what is shown, and what it is compared with."""
    own = f"Version {selection.version}" if selection.version else "All versions"
    return own, f"Version {selection.against}" if selection.against else ""


def compared(
    slug: str, selection: Selection, goals: Sequence[Goal], counted: Facets, other: Facets
) -> list[Compared]:
    """Return a line for all conversations, for each goal and for each criterion."""
    lines = _Lines(slug, selection)
    own, beside = (
        Told(f"{total:,}", href)
        for total, href in zip(
            (counted.total, other.total),
            lines.hrefs(lambda under: in_time_order(under, None)),
            strict=True,
        )
    )
    return [
        Compared("Conversations", "", own, beside, ""),
        *_goals(lines, goals, counted, other),
        *_criteria(lines, counted, other),
    ]


def _goals(
    lines: "_Lines", goals: Sequence[Goal], counted: Facets, other: Facets
) -> Iterator[Compared]:
    for goal in goals:
        own, beside = counted.goals[goal.id], other.goals[goal.id]
        parts = (own.met, counted.total), (beside.met, other.total)
        yield lines.line(goal.id, "met", *parts, partial(with_any, goal=goal))


def _criteria(lines: "_Lines", counted: Facets, other: Facets) -> Iterator[Compared]:
    for name in sorted({*counted.criteria, *other.criteria}):
        so = partial(judged_so, name=name, verdict=Verdict.PASSED)
        yield lines.line(name, "passed", _judged(counted, name), _judged(other, name), so)


def _judged(counted: Facets, name: str) -> tuple[int, int]:
    judged = counted.criteria.get(name) or Judged()
    return judged.passed, judged.passed + judged.failed


class _Lines:
    """Lines of numbers, each leading to the conversations of its version that it counts."""

    def __init__(self, slug: str, selection: Selection) -> None:
        self._slug = slug
        beside = replace(selection, version=selection.against, against=selection.version)
        self._under = selection, beside

    def hrefs(self, narrowed: Narrowed) -> list[str]:
        return [exact_url(self._slug, narrowed(under)) for under in self._under]

    def line(
        self, name: str, kind: str, own: tuple[int, int], other: tuple[int, int], so: Narrowed
    ) -> Compared:
        change = ""
        if own[1] and other[1]:
            points = round(100 * (own[0] / own[1] - other[0] / other[1]))
            change = f"{points:+d}".replace("-", "−") if points else "same"
        told, beside = (
            Told(_told(*part), href if part[0] else "")
            for part, href in zip((own, other), self.hrefs(so), strict=True)
        )
        return Compared(name, kind, told, beside, change)


def _told(part: int, whole: int) -> str:
    return f"{part / whole:.0%} ({part:,} of {whole:,})" if whole else formats.NONE
