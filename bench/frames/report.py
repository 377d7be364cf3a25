"""What was measured of frames, as lines for people and as JSON for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bench.spreads import paired, spread

if TYPE_CHECKING:
    from bench.frames.session import FramesMeasured

SIGNING, SHARE, PAGE = 5.0, 0.7, 1.3


def lines(measured: FramesMeasured) -> Iterator[str]:
    """Yield the report, line by line."""
    yield ""
    for name, told, goal, verdict in others(measured):
        yield f"{name:<44} {told:<62} {goal:<8} {verdict}"


def others(measured: FramesMeasured) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, measured, goal, verdict)."""
    from bench.frames.session import BARE, BOTO3, OURS, SIGNS, WITH, WITHOUT

    samples = measured.samples
    signing = spread(samples.of(SIGNS))
    told = f"{signing.median:.2f} ms, p95 {signing.p95:.2f}"
    yield SIGNS, told, f"≤ {SIGNING:g} ms", "pass" if signing.p95 <= SIGNING else "miss"
    yield BOTO3, f"{spread(samples.of(BOTO3)).median:.1f} ms", "", ""
    pages = paired(*samples.pairs(WITH, WITHOUT))
    told = f"{pages.median:.2f} × the same without (95 %: {pages.low:.2f} to {pages.high:.2f})"
    yield WITH, told, f"≤ {PAGE}", pages.verdict(PAGE)
    yield WITHOUT, f"{spread(samples.of(WITHOUT)).median:.2f} ms", "", ""
    for name in (OURS, BARE):
        rate = measured.pictures / spread(samples.of(name)).median * 1000
        yield f"small copies: {name}", f"{rate:.1f} pictures a second", "", ""
    # What the loop took, of what the worker took: the worker's rate as a share of the loop's.
    share = paired(*samples.pairs(BARE, OURS))
    told = f"{share.median:.0%} (95 %: {share.low:.0%} to {share.high:.0%})"
    verdict = share.verdict_of_least(SHARE)
    yield "worker's rate of the bare loop's", told, f"≥ {SHARE:.0%}", verdict


def as_dict(measured: FramesMeasured) -> dict[str, Any]:
    """Return everything that was measured, each sample included."""
    return {
        "milliseconds": measured.samples.as_dict(),
        "pictures": measured.pictures,
        "bytes": measured.bytes,
        "others": [list(other) for other in others(measured)],
    }
