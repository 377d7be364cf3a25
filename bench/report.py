"""What was measured as a table for people, and as JSON for the next run."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench.api.report import as_dict as api_as_dict
from bench.api.report import lines as api_lines
from bench.cases import DEEP, FIRST, FLOOR, Case
from bench.erasure.report import as_dict as erasure_as_dict
from bench.erasure.report import lines as erasure_lines
from bench.findings.report import as_dict as findings_as_dict
from bench.findings.report import lines as findings_lines
from bench.frames.report import as_dict as frames_as_dict
from bench.frames.report import lines as frames_lines
from bench.measuring import Samples
from bench.outputs.report import as_dict as outputs_as_dict
from bench.outputs.report import lines as outputs_lines
from bench.pulls.report import as_dict as pulls_as_dict
from bench.pulls.report import lines as pulls_lines
from bench.spreads import Ratio, paired, spread

if TYPE_CHECKING:
    from bench.pages import Pages
    from bench.session import Measured

WEIGHED = (FIRST, "conversation, 20 turns")
DEEP_TO_FIRST = 1.2
GROWTH = 1.3
FIRST_VISIT, LATER = 80_000, 15_000
LIST_QUERIES, CONVERSATION_QUERIES = 6, 12
IMPORT_RATE, IMPORT_GROWTH = 500, 1.1

_COLUMNS = {
    "what": 28, "rows": 5, "queries": 8, "median": 8, "p95": 8, "× floor": 8, "goal": 6, "": 7,
    "SQL": 8, "admin": 10, "× admin": 9, "growth": 8, " ": 8,
}  # fmt: skip


def lines(measured: Measured) -> Iterator[str]:
    """Yield the report, line by line; times in milliseconds."""
    loaded = measured.loaded
    yield ""
    yield (
        f"{loaded.scale:,} conversations, {measured.found.total:,} of them in the organisation "
        f"that is read; depth {measured.found.depth:,}; {measured.at:%Y-%m-%d %H:%M} UTC; "
        f"load average {measured.load_average:.1f}; Python {platform.python_version()}"
    )
    if measured.pages:
        yield from _of_pages(measured.pages)
    if measured.api:
        yield from api_lines(measured.api)
    if measured.outputs:
        yield from outputs_lines(measured.outputs)
    if measured.findings:
        yield from findings_lines(measured.findings)
    if measured.frames:
        yield from frames_lines(measured.frames)
    if measured.pulls:
        yield from pulls_lines(measured.pulls)
    if measured.erasure:
        yield from erasure_lines(measured.erasure)
    yield ""


def _of_pages(pages: Pages) -> Iterator[str]:
    yield ""
    yield _cells(tuple(_COLUMNS))
    for case in pages.cases:
        yield _cells(_row(pages, case))
    yield ""
    for name, told, goal, verdict in others(pages):
        yield f"{name:<44} {told:<34} {goal:<12} {verdict}"


def _cells(cells: tuple[str, ...]) -> str:
    first, *rest = _COLUMNS.values()
    numbers = "".join(f"{cell:>{width}}" for cell, width in zip(cells[1:], rest, strict=True))
    return f"{cells[0]:<{first}}{numbers}"


def _row(pages: Pages, case: Case) -> tuple[str, ...]:
    facts, samples = pages.facts[case.name], pages.samples
    page = spread(samples.of(case.name))
    floor = spread(samples.of(FLOOR))
    ratio = page.median / floor.median
    sql = samples.of(f"sql: {case.name}")
    admin = samples.of(f"admin: {case.name}")
    verdict = ""
    if case.floors is not None:
        verdict = "pass" if ratio <= case.floors else "miss"
    slower = spread(admin).median / page.median if admin else None
    if slower is not None and case.admin_slower is not None and slower < case.admin_slower:
        verdict = "miss"
    return (
        case.name,
        str(facts.rows or ""),
        str(facts.queries),
        f"{page.median:.2f}",
        f"{page.p95:.2f}",
        f"{ratio:.2f}",
        f"{case.floors:g}" if case.floors else "",
        verdict,
        f"{spread(sql).median:.2f}" if sql else "",
        f"{spread(admin).median:.1f}" if admin else "",
        f"{slower:.0f}" if slower else "",
        *_growth(samples, case),
    )


def _growth(samples: Samples, case: Case) -> tuple[str, str]:
    """Return how much longer the page takes than in the smaller size, and whether it may."""
    tops, bottoms = samples.pairs(case.name, f"smaller: {case.name}")
    if not tops:
        return "", ""
    ratio = paired(tops, bottoms)
    return f"{ratio.median:.2f}", ratio.verdict(GROWTH) if case.name != FLOOR else ""


def deep_to_first(pages: Pages) -> Ratio:
    return paired(*pages.samples.pairs(DEEP, FIRST))


def others(pages: Pages) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, measured, goal, verdict) of everything that is no page's time."""
    deep = deep_to_first(pages)
    told = f"{deep.median:.2f} (95 %: {deep.low:.2f} to {deep.high:.2f})"
    yield "deep page to first page", told, f"≤ {DEEP_TO_FIRST}", deep.verdict(DEEP_TO_FIRST)
    for name, limit in (("list", LIST_QUERIES), ("conversation", CONVERSATION_QUERIES)):
        few, many = pages.constant[name]
        verdict = _verdict(few == many <= limit)
        yield f"{name}: queries with 1 and with many", f"{few} and {many}", f"≤ {limit}", verdict
    for name, weight in pages.weights.items():
        told = f"{weight.first_visit / 1000:.1f} kB in {weight.requests} requests"
        passed = _verdict(weight.first_visit <= FIRST_VISIT)
        yield f"first visit: {name}", told, f"≤ {FIRST_VISIT // 1000} kB", passed
        passed = _verdict(weight.page <= LATER)
        yield f"later: {name}", f"{weight.page / 1000:.1f} kB", f"≤ {LATER // 1000} kB", passed
    imported = pages.imported
    told = f"{imported.rate:.0f} a second ({imported.count} in {imported.seconds:.1f} s)"
    yield "import", told, f"≥ {IMPORT_RATE}", _verdict(imported.rate >= IMPORT_RATE)
    told = f"{imported.half_way:.0f} MB half-way, {imported.at_the_end:.0f} at the end"
    yield "import's memory", told, "flat", _verdict(imported.growth <= IMPORT_GROWTH)


def _verdict(passed: bool) -> str:
    return "pass" if passed else "miss"


def as_json(measured: Measured) -> str:
    """Return everything that was measured, each sample included."""
    told: dict[str, Any] = {
        "scale": measured.loaded.scale,
        "at": measured.at.isoformat(),
        "load_average": measured.load_average,
        "loading": measured.loaded.seconds,
    }
    if pages := measured.pages:
        told["milliseconds"] = pages.samples.as_dict()
        told["facts"] = {name: asdict(facts) for name, facts in pages.facts.items()}
        told["others"] = [list(other) for other in others(pages)]
    if measured.api:
        told["api"] = api_as_dict(measured.api)
    if measured.outputs:
        told["outputs"] = outputs_as_dict(measured.outputs)
    if measured.findings:
        told["findings"] = findings_as_dict(measured.findings)
    if measured.frames:
        told["frames"] = frames_as_dict(measured.frames)
    if measured.pulls:
        told["pulls"] = pulls_as_dict(measured.pulls)
    if measured.erasure:
        told["erasure"] = erasure_as_dict(measured.erasure)
    return json.dumps(told, indent=1)
