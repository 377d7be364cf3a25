"""What was measured of the findings page, as lines for people and as JSON for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench.cases import FLOOR, Case
from bench.findings import taking
from bench.findings.cases import CHARTS, CHARTS_SECONDS
from bench.spreads import spread

if TYPE_CHECKING:
    from bench.findings.session import FindingsMeasured


def lines(measured: FindingsMeasured) -> Iterator[str]:
    """Yield the report, line by line; times in milliseconds."""
    floor = spread(measured.samples.of(FLOOR)).median
    yield ""
    yield f"{'findings':<38}{'rows':>5}{'queries':>8}{'median':>9}{'p95':>9}{'× floor':>9}  goal"
    for case in measured.cases:
        facts, page = measured.facts[case.name], spread(measured.samples.of(case.name))
        ratio = page.median / floor
        yield (
            f"{case.name:<38}{facts.rows:>5}{facts.queries:>8}{page.median:>9.2f}"
            f"{page.p95:>9.2f}{ratio:>9.2f}  {_verdict(case, page.median, ratio)}"
        )
    yield from taking.lines(measured.taken)


def _verdict(case: Case, milliseconds: float, ratio: float) -> str:
    if case.name.endswith(CHARTS):
        passed = milliseconds <= CHARTS_SECONDS * 1000
        return f"≤ {CHARTS_SECONDS} s {'pass' if passed else 'miss'}"
    if case.floors is None:
        return ""
    return f"≤ {case.floors:g} × {'pass' if ratio <= case.floors else 'miss'}"


def as_dict(measured: FindingsMeasured) -> dict[str, Any]:
    """Return everything that was measured, each sample included."""
    return {
        "milliseconds": measured.samples.as_dict(),
        "export": taking.as_dict(measured.taken),
        "facts": {name: asdict(facts) for name, facts in measured.facts.items()},
    }
