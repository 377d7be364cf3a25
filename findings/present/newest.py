"""Of which conversations the numbers of a chart are, where they are not of all."""

from typing import NamedTuple

from findings.queries.counted import MOST
from findings.queries.facets import Facets
from findings.queries.selection import Selection
from web import format as formats


class Newest(NamedTuple):
    """What is said of numbers that are not of all; `href`: where far more are counted, or ""."""

    told: str
    href: str
    more: str


def newest_of(
    selection: Selection, counted: Facets, other: Facets | None, address: str
) -> Newest | None:
    """Say of which conversations something was counted where it was not of these, else None.

    `address`: where what was counted is shown.
    """
    newest = max(counted.newest, other.newest if other else 0)
    searched = (
        "The words of the search are left out of these numbers." if selection.filters.q else ""
    )
    if not newest:
        return Newest(searched, "", "") if searched else None
    is_narrowed = selection.without_search().is_narrowed
    kind = "Counted" if is_narrowed else "Values without a rollup:"
    return Newest(
        told=f"{searched} {kind} of the newest {formats.number(newest)} conversations.".strip(),
        href=f"{address}&all=1" if newest < MOST else "",
        more=f"Count up to {formats.number(MOST)}",
    )
