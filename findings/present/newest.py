"""Of which conversations the numbers of a chart are, where they are not of all."""

from typing import NamedTuple

from findings.queries.counted import MOST
from findings.queries.facets import Facets
from findings.queries.selection import Selection
from web import format as formats


class Newest(NamedTuple):
    """What is said of numbers that count the newest only; `href`: where far more are counted."""

    told: str
    href: str
    more: str


def newest_of(
    selection: Selection, counted: Facets, other: Facets | None, address: str
) -> Newest | None:
    """Say of which conversations something was counted where it was not of all, else None.

    `address`: where what was counted is shown.
    """
    newest = max(counted.newest, other.newest if other else 0)
    if not newest:
        return None
    told = f"of the newest {formats.number(newest)} conversations"
    return Newest(
        told=f"Counted {told}." if selection.is_narrowed else f"Values without a rollup: {told}.",
        href=f"{address}&all=1" if newest < MOST else "",
        more=f"Count up to {formats.number(MOST)}",
    )
