"""What was measured of outputs as tables for people, and as JSON for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench.cases import FLOOR
from bench.outputs.hanging import HELD, Held
from bench.outputs.sending import Sent, Stretch
from bench.spreads import paired, spread

if TYPE_CHECKING:
    from bench.cases import Case
    from bench.outputs.session import OutputsMeasured

SECONDS = 10.0  # in which 95 % of the others' deliveries are to arrive
_COLUMNS = {
    "outputs": 30, "rows": 5, "queries": 8, "median": 8, "p95": 8, "× floor": 8, "95 %": 14,
    "goal": 6, "": 8, "SQL": 8,
}  # fmt: skip


def lines(measured: OutputsMeasured) -> Iterator[str]:
    """Yield the report, line by line; times in milliseconds."""
    yield ""
    yield f"{measured.deliveries:,} deliveries"
    yield _cells(tuple(_COLUMNS))
    for case in measured.cases:
        yield _cells(_row(measured, case))
    yield ""
    for name, told, goal, verdict in others(measured):
        yield f"{name:<44} {told:<62} {goal:<8} {verdict}"


def _cells(cells: tuple[str, ...]) -> str:
    first, *rest = _COLUMNS.values()
    numbers = "".join(f"{cell:>{width}}" for cell, width in zip(cells[1:], rest, strict=True))
    return f"{cells[0]:<{first}}{numbers}"


def _row(measured: OutputsMeasured, case: Case) -> tuple[str, ...]:
    samples, facts = measured.samples, measured.facts[case.name]
    taken = spread(samples.of(case.name))
    sql = samples.of(f"sql: {case.name}")
    ratio = paired(*samples.pairs(case.name, FLOOR))
    return (
        case.name,
        str(facts.rows or ""),
        str(facts.queries),
        f"{taken.median:.2f}",
        f"{taken.p95:.2f}",
        f"{ratio.median:.2f}",
        "" if case.name == FLOOR else f"{ratio.low:.2f}–{ratio.high:.2f}",
        f"{case.floors:g}" if case.floors else "",
        ratio.verdict(case.floors) if case.floors else "",
        f"{spread(sql).median:.2f}" if sql else "",
    )


def others(measured: OutputsMeasured) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, measured, goal, verdict) of what is sent."""
    for sent in measured.sent:
        yield from _of(sent)
    yield from _held(measured.held)


def _of(sent: Sent) -> Iterator[tuple[str, str, str, str]]:
    load = sent.load
    yield f"sender: {load.name}, {load.at_once} at once", _rates(sent.sender), "", ""
    yield f"bare loop: {load.name}, {load.at_once} at once", _rates(sent.bare), "", ""
    share = paired([each.rate for each in sent.sender], [each.rate for each in sent.bare])
    told = f"{share.median:.0%} (95 %: {share.low:.0%} to {share.high:.0%})"
    goal = f"≥ {load.share:.0%}" if load.share else ""
    verdict = share.verdict_of_least(load.share) if load.share else ""
    yield f"sender's rate of the bare loop's, {load.name}", told, goal, verdict


def _rates(stretches: list[Stretch]) -> str:
    """Return how much was sent, and what the processes did."""
    seconds = sum(each.seconds for each in stretches)
    rate = sum(each.count for each in stretches) / seconds
    cpu = sum(each.cpu for each in stretches) / seconds
    receiver = sum(each.receiver_cpu for each in stretches) / seconds
    return f"{rate:,.0f} a second; cores: itself {cpu:.2f}, the endpoint {receiver:.2f}"


def _held(held: Held) -> Iterator[tuple[str, str, str, str]]:
    took = spread(held.meanwhile)
    verdict = "pass" if took.p95 <= SECONDS else "miss"
    name = f"others while {HELD:,} hang: due to delivered"
    yield (
        name,
        f"{_spread(held.meanwhile)}; {len(held.meanwhile)} of them",
        f"≤ {SECONDS:g} s",
        verdict,
    )
    for kind, waited in (("same", held.same), ("another", held.other)):
        yield f"  of {kind} organisation", f"{_spread(waited)}", "", ""
    yield "  with nothing that hangs", _spread(held.alone), "", ""
    yield "  tries that hung for 15 s meanwhile", str(held.timed_out), "", ""


def _spread(seconds: list[float]) -> str:
    took = spread(seconds)
    return f"p95 {took.p95:.2f} s, median {took.median:.2f}, longest {max(seconds):.2f}"


def as_dict(measured: OutputsMeasured) -> dict[str, Any]:
    """Return everything that was measured, each sample included."""
    return {
        "deliveries": measured.deliveries,
        "milliseconds": measured.samples.as_dict(),
        "facts": {name: asdict(facts) for name, facts in measured.facts.items()},
        "sent": [asdict(sent) for sent in measured.sent],
        "held": asdict(measured.held),
        "others": [list(other) for other in others(measured)],
    }
