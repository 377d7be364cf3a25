"""What was measured of erasure, as lines for people, and as JSON for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench.erasure.large import EVENTS_A_SECOND
from bench.erasure.making import USUAL
from bench.spreads import paired, spread

if TYPE_CHECKING:
    from bench.erasure.session import ErasureMeasured

TIMES_BARE = 1.5
OF_BOTO3 = 0.8
LONGEST_HELD = 1.0  # seconds
GROWTH = 1.2  # of memory, from the first pieces of a large job to its end: flat


def lines(measured: ErasureMeasured) -> Iterator[str]:
    """Yield the report, line by line."""
    yield ""
    for name, told, goal, verdict in _told(measured):
        yield f"{name:<44} {told:<62} {goal:<8} {verdict}"


def _told(measured: ErasureMeasured) -> Iterator[tuple[str, str, str, str]]:
    compared, large = measured.compared, measured.large
    ratio = paired([each.rows for each in compared], [each.bare for each in compared])
    whole = spread([each.whole * 1_000 for each in compared])
    yield (
        f"rows of {USUAL.conversations:,} conversations, × bare deletes",
        f"{ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f}); the job {whole.median:.0f} ms",
        f"{TIMES_BARE:g}",
        ratio.verdict(TIMES_BARE),
    )
    ours, bare = ([getattr(each, n) for each in measured.removed] for n in ("ours", "bare"))
    rate = paired(ours, bare)
    yield (
        "objects a second, of bare boto3",
        f"{rate.median:.2f} ({rate.low:.2f}–{rate.high:.2f}); {spread(ours).median:,.0f} a second",
        f"≥ {OF_BOTO3:g}",
        rate.verdict_of_least(OF_BOTO3),
    )
    yield (
        f"{large.conversations:,} conversations in one job",
        f"{large.whole:.0f} s; hidden in {large.hidden:.1f} s, the first {large.hiding:.2f}",
        "",
        "",
    )
    yield (
        "the longest transaction with locks",
        f"{large.held:.2f} s, beside {EVENTS_A_SECOND} events a second of others",
        f"{LONGEST_HELD:g} s",
        "pass" if large.held < LONGEST_HELD else "miss",
    )
    yield (
        "the longest that others waited for a lock of it",
        f"{large.waited:.2f} s",
        f"{LONGEST_HELD:g} s",
        "pass" if large.waited < LONGEST_HELD else "miss",
    )
    early, most = large.memory
    yield (
        "memory of the worker",
        f"{early:.0f} MB after the first pieces, {most:.0f} MB at most",
        f"× {GROWTH:g}",
        "pass" if most <= early * GROWTH else "miss",
    )
    others = spread([seconds * 1_000 for seconds in large.others])
    yield (
        "an event of somebody else's meanwhile",
        f"{others.median:.1f} ms, 95 % within {others.p95:.1f} ms; {large.failures} failed",
        "",
        "pass" if not large.failures else "miss",
    )


def as_dict(measured: ErasureMeasured) -> dict[str, Any]:
    """Return everything that was measured."""
    return {
        "compared": [asdict(each) for each in measured.compared],
        "large": asdict(measured.large),
        "removed": [asdict(each) for each in measured.removed],
    }
