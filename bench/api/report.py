"""What was measured of the API as tables for people, and as JSON for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench.api import refreshing
from bench.api.batches import TURNS
from bench.api.intake import CONNECTIONS, ROWS, Intake, Stretch
from bench.spreads import paired, spread

if TYPE_CHECKING:
    from bench.api.cases import ApiCase
    from bench.api.session import ApiMeasured

_EVERY = refreshing.SECONDS_A_TURN
SHARE = 0.4  # of what bare psycopg writes
_COLUMNS = {
    "the API": 28, "queries": 8, "median": 8, "p95": 8, "× floor": 8, "95 %": 14, "goal": 6,
    "": 8, "SQL": 8,
}  # fmt: skip


def lines(measured: ApiMeasured) -> Iterator[str]:
    """Yield the report, line by line; times in milliseconds."""
    yield ""
    yield _cells(tuple(_COLUMNS))
    for case in measured.cases:
        yield _cells(_row(measured, case))
    yield ""
    for name, told, goal, verdict in others(measured):
        yield f"{name:<44} {told:<58} {goal:<8} {verdict}"


def _cells(cells: tuple[str, ...]) -> str:
    first, *rest = _COLUMNS.values()
    numbers = "".join(f"{cell:>{width}}" for cell, width in zip(cells[1:], rest, strict=True))
    return f"{cells[0]:<{first}}{numbers}"


def _row(measured: ApiMeasured, case: ApiCase) -> tuple[str, ...]:
    samples = measured.samples
    taken = spread(samples.of(case.name))
    sql = samples.of(f"sql: {case.name}")
    ratio = paired(*samples.pairs(case.name, case.floor))
    is_floor = case.name == case.floor
    return (
        case.name,
        str(len(measured.asked[case.name])),
        f"{taken.median:.2f}",
        f"{taken.p95:.2f}",
        f"{ratio.median:.2f}",
        "" if is_floor else f"{ratio.low:.2f}–{ratio.high:.2f}",
        f"{case.floors:g}" if case.floors else "",
        ratio.verdict(case.floors) if case.floors else "",
        f"{spread(sql).median:.2f}" if sql else "",
    )


def others(measured: ApiMeasured) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, measured, goal, verdict) of events and of the search."""
    taken = measured.intake
    title = f"batches of {TURNS} turns, {CONNECTIONS} connections"
    yield f"events: {title}", _rates(taken.api, with_web=True), "", ""
    yield f"bare psycopg: {title}", _rates(taken.bare, with_web=False), "", ""
    share = paired(*_rates_of(taken))
    told = f"{share.median:.0%} (95 %: {share.low:.0%} to {share.high:.0%})"
    verdict = share.verdict_of_least(SHARE)
    yield "events: rows a second of bare psycopg's", told, f"≥ {SHARE:.0%}", verdict
    for turns in refreshing.SIZES:
        took = spread(measured.samples.of(refreshing.name_of(turns))).median
        each = took / refreshing.EVENTS_A_REFRESH
        told = f"{took:.1f} ms a refresh, {each:.1f} an event at one in {_EVERY} s"
        yield f"search row of a live conversation, {turns} turns", told, "", ""


def _rates_of(taken: Intake) -> tuple[list[float], list[float]]:
    return [each.rate for each in taken.api], [each.rate for each in taken.bare]


def _rates(stretches: list[Stretch], *, with_web: bool) -> str:
    """Return how much went in, how long a batch took, and what the sender and the web did."""
    seconds = sum(each.seconds for each in stretches)
    count = sum(each.batches for each in stretches)
    took = spread([one for each in stretches for one in each.milliseconds])
    sender = sum(each.sender_cpu for each in stretches) / seconds
    web = sum(each.web_cpu for each in stretches) / seconds
    told = (
        f"{count / seconds:.0f} a second, {count * ROWS / seconds:,.0f} rows; "
        f"p95 {took.p95:.1f} ms; cores: sender {sender:.2f}"
    )
    return f"{told}, web {web:.2f}" if with_web else told


def as_dict(measured: ApiMeasured) -> dict[str, Any]:
    """Return everything that was measured, each sample included."""
    return {
        "milliseconds": measured.samples.as_dict(),
        "statements": {
            name: [each.sql for each in asked] for name, asked in measured.asked.items()
        },
        "intake": asdict(measured.intake),
        "others": [list(other) for other in others(measured)],
    }
