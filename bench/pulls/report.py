"""What was measured of pulls, as lines for people and as JSON for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.pulls.session import PullsMeasured

RATE, GROWTH = 300, 1.1  # conversations a second; the memory at the end, of that half-way


def lines(measured: PullsMeasured) -> Iterator[str]:
    """Yield the report, line by line."""
    yield ""
    for name, told, goal, verdict in others(measured):
        yield f"{name:<44} {told:<62} {goal:<8} {verdict}"


def others(measured: PullsMeasured) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, measured, goal, verdict)."""
    imported = measured.imported
    told = f"{imported.rate:.0f} a second ({imported.count} in {imported.seconds:.1f} s)"
    yield "import of what is pulled", told, "", ""
    for dialect, pull in measured.pulled.items():
        told = f"{pull.rate:.0f} a second, {pull.rate / imported.rate:.0%} of the import's"
        yield f"pull: {dialect}", told, f"≥ {RATE}", _verdict(pull.rate >= RATE)
        told = f"{pull.half_way:.0f} MB half-way, {pull.at_the_end:.0f} at the end"
        yield f"pull: {dialect}, memory", told, "flat", _verdict(pull.growth <= GROWTH)


def _verdict(passed: bool) -> str:
    return "pass" if passed else "miss"


def as_dict(measured: PullsMeasured) -> dict[str, Any]:
    """Return everything that was measured."""
    return {**asdict(measured), "others": [list(other) for other in others(measured)]}
