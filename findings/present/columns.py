"""Choosing, ordering and pinning columns: a form that works without a script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from findings.present import words
from findings.present.addresses import block_url, table_url
from findings.present.table import shown_columns
from findings.queries.explored import Explored
from findings.queries.selection import ABOUT, PERSON, Selection, column, is_column


class Choice(NamedTuple):
    """A column. `up`, `down`: to have it a place earlier or later, "" at an end."""

    key: str
    name: str
    kind: str
    note: str
    is_pinned: bool = False
    up: str = ""
    down: str = ""


@dataclass(frozen=True, slots=True)
class Chooser:
    chosen: list[Choice]
    others: list[tuple[str, list[Choice]]]
    kept: list[tuple[str, str]]
    table_href: str
    usual_href: str


_KINDS = {
    "goal": "Goals",
    "criterion": "Criteria",
    "context": "Context",
    "person": "Person",
    "about": "Conversation",
}


def chooser(slug: str, template: Explored, selection: Selection, given: Sequence[str]) -> Chooser:
    """Return the columns that are shown, in order, and those there are besides, by kind."""
    shown = shown_columns(template, selection)
    pinned = len(selection.pinned)
    chosen = [
        _placed(slug, template, selection, shown, place, pinned) for place in range(len(shown))
    ]
    others: dict[str, list[Choice]] = {}
    for key in _available(template, given):
        if key not in shown:
            others.setdefault(_KINDS[key.partition(".")[0]], []).append(_choice(template, key))
    kept = [pair for pair in selection.pairs() if pair[0] not in ("col", "pin")]
    usual = replace(selection, columns=(), pinned=())
    return Chooser(
        chosen,
        list(others.items()),
        kept,
        table_url(slug, selection),
        table_url(slug, usual) if selection.columns or selection.pinned else "",
    )


def _placed(
    slug: str,
    template: Explored,
    selection: Selection,
    shown: Sequence[str],
    place: int,
    pinned: int,
) -> Choice:
    """Return the column at `place`, with the ways to move it: pinned ones among themselves."""
    choice = _choice(template, shown[place])
    first, last = (0, pinned - 1) if place < pinned else (pinned, len(shown) - 1)

    def moved(to: int) -> str:
        order = list(shown)
        order.insert(to, order.pop(place))
        other = replace(selection, columns=tuple(order), pinned=tuple(order[:pinned]))
        return block_url("finding_columns", slug, other)

    return choice._replace(
        is_pinned=place < pinned,
        up=moved(place - 1) if place > first else "",
        down=moved(place + 1) if place < last else "",
    )


def _available(template: Explored, given: Sequence[str]) -> Iterator[str]:
    yield from (column("goal", goal.id) for goal in template.goals)
    yield from (column("criterion", criterion["id"]) for criterion in template.criteria)
    yield from (column("person", name) for name in PERSON)
    yield from (key for key in given if is_column(key))
    yield from (column("about", name) for name in ABOUT)


def _choice(template: Explored, key: str) -> Choice:
    kind, _, name = key.partition(".")
    note = ""
    if kind == "goal":
        goal = template.goal(name)
        note = goal.type if goal.is_declared else f"{goal.type}, undeclared"
    return Choice(key, words.column_name(key), _KINDS.get(kind, kind), note)
