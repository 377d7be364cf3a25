"""One measurement from beginning to end; Django is set up for the stack when this is imported."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from bench import pages, places, report
from bench.api.session import ApiMeasured
from bench.api.session import measure as measure_api
from bench.erasure.session import ErasureMeasured
from bench.erasure.session import measure as measure_erasure
from bench.findings.session import FindingsMeasured
from bench.findings.session import measure as measure_findings
from bench.found import Found, find
from bench.frames.session import FramesMeasured
from bench.frames.session import measure as measure_frames
from bench.outputs.session import OutputsMeasured
from bench.outputs.session import measure as measure_outputs
from bench.pages import Beside, Pages
from bench.places import Loaded
from bench.pulls.session import PullsMeasured
from bench.pulls.session import measure as measure_pulls
from bench.stack import Stack
from roxels_dash.embedded.logs import Log


@dataclass(frozen=True)
class Measured:
    """Everything that a report tells; a part that was not asked for is None."""

    loaded: Loaded
    found: Found
    at: datetime
    load_average: float
    pages: Pages | None
    api: ApiMeasured | None
    outputs: OutputsMeasured | None = None
    frames: FramesMeasured | None = None
    erasure: ErasureMeasured | None = None
    findings: FindingsMeasured | None = None
    pulls: PullsMeasured | None = None


def measure(
    stack: Stack, loaded: Loaded, beside: Beside, parts: Collection[str], rounds: int, log: Log
) -> None:
    """Measure `parts`, print and write the results; `beside`: a smaller size, or None."""
    load_average = os.getloadavg()[0]
    with psycopg.connect(stack.variables["DATABASE_URL"], autocommit=True) as raw:
        found = find(raw, loaded.end)
        with_pages = with_api = with_outputs = with_frames = with_findings = None
        if "pages" in parts:
            with_pages = pages.measure(stack, loaded, found, beside, rounds, raw, log.say)
        if "api" in parts:
            with_api = measure_api(stack, found, rounds, raw, log.say)
        if "outputs" in parts:
            with_outputs = measure_outputs(stack, found, rounds, raw, log.say)
        if "frames" in parts:
            with_frames = measure_frames(stack, found, rounds, raw, log.say)
        if "findings" in parts:
            with_findings = measure_findings(stack, found, rounds, raw, log.say)
    with_pulls = measure_pulls(stack, loaded, log.say) if "pulls" in parts else None
    with_erasure = measure_erasure(stack, log.say) if "erasure" in parts else None
    at = datetime.now(UTC)
    measured = Measured(
        *(loaded, found, at, load_average, with_pages, with_api, with_outputs),
        *(with_frames, with_erasure, with_findings, with_pulls),
    )
    for line in report.lines(measured):
        log.say(line)
    path = places.results_folder() / f"{_name(measured)}.json"
    path.write_text(report.as_json(measured))
    log.say(f"Written to {path}")


def _name(measured: Measured) -> str:
    parts = {
        "api": measured.api,
        "outputs": measured.outputs,
        "frames": measured.frames,
        "erasure": measured.erasure,
        "findings": measured.findings,
        "pulls": measured.pulls,
    }
    named = "" if measured.pages else "".join(f"-{part}" for part, it in parts.items() if it)
    return f"results{named}-{measured.loaded.scale}-{measured.at:%Y-%m-%dT%H%M}"
