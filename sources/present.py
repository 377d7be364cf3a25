"""Sources and their runs as pages show them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from orgs.models import Organization
from sources import queries
from sources.formats import FORMATS
from sources.models import Ended, Every, Phase, Run, Source, State
from web import format as formats


@dataclass(frozen=True, slots=True)
class SourceRow:
    """`tone`: the pill's class. `is_working`: a run is under way or about to begin."""

    source: Source
    dialect: str
    state: str
    tone: str
    every: str
    last: str
    last_at: datetime | None
    is_working: bool


@dataclass(frozen=True, slots=True)
class RunRow:
    began_at: datetime
    what: str
    state: str
    tone: str
    took: str
    created: str
    updated: str
    unchanged: str
    refused: str
    gone: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """`refusals`: of the newest run, (how many, where and why), most first."""

    row: SourceRow
    runs: list[RunRow]
    refusals: list[tuple[str, str]]
    progress: str
    next: str


def source_list(organization: Organization) -> list[SourceRow]:
    found = queries.sources(organization)
    last = queries.last_runs(found)
    return [_row(source, last.get(source.pk)) for source in found]


def source_page(source: Source) -> SourcePage:
    runs = queries.runs(source)
    newest = runs[0] if runs else None
    refusals = sorted(newest.refusals.items(), key=lambda each: -each[1]) if newest else []
    return SourcePage(
        row=_row(source, newest),
        runs=[_run(run, _is_working(source)) for run in runs],
        refusals=[(formats.number(count), why) for why, count in refusals],
        progress=_taken(newest) if newest and newest.state == Ended.RUNNING else "",
        next=_next(source),
    )


def _row(source: Source, run: Run | None) -> SourceRow:
    is_working = _is_working(source)
    state, tone = _state(source, run, is_working)
    return SourceRow(
        source=source,
        dialect=FORMATS[source.dialect].label,
        state=state,
        tone=tone,
        every=Every(source.every).label,
        last=_taken(run) if run else "never pulled",
        last_at=run.began_at if run else None,
        is_working=is_working,
    )


def _is_working(source: Source) -> bool:
    now = timezone.now()
    has_worker = source.lease_until is not None and source.lease_until > now
    is_due = source.due_at is not None and source.due_at <= now
    return source.state == State.ACTIVE and (has_worker or is_due)


def _state(source: Source, run: Run | None, is_working: bool) -> tuple[str, str]:
    if source.state == State.PAUSED:
        return "Paused", "abandoned"
    if source.failures:
        return "Failing", "failed"
    if source.problem:
        return "Waiting", "pending"
    if is_working:
        return "Pulling", "live"
    return ("Up to date", "completed") if run and run.state == Ended.DONE else ("Ready", "created")


def _taken(run: Run) -> str:
    """Return how many came, and how many could not."""
    total = run.created + run.updated + run.unchanged
    words = f"{formats.number(total)} pulled, {formats.number(run.created)} of them new"
    return f"{words}, {formats.number(run.refused)} refused" if run.refused else words


def _run(run: Run, is_working: bool) -> RunRow:
    """A run that nobody works on just now goes on later: its source waits, fails or is paused."""
    tones = {Ended.DONE: "completed", Ended.RUNNING: "live", Ended.STOPPED: "abandoned"}
    is_halted = run.state == Ended.RUNNING and not is_working
    took = run.ended_at - run.began_at if run.ended_at else None
    return RunRow(
        began_at=run.began_at,
        what=_what(run),
        state="Broken off" if is_halted else Ended(run.state).label,
        tone="pending" if is_halted else tones[Ended(run.state)],
        took=formats.duration(took / timedelta(seconds=1)) if took is not None else formats.NONE,
        created=formats.number(run.created),
        updated=formats.number(run.updated),
        unchanged=formats.number(run.unchanged),
        refused=formats.number(run.refused),
        gone=formats.number(run.gone),
    )


def _what(run: Run) -> str:
    if run.phase == Phase.HISTORY or run.since is None:
        return "All history"
    return f"Since {formats.day_time(run.since)}"


def _next(source: Source) -> str:
    if source.state == State.PAUSED:
        return "when it is resumed"
    if source.due_at is None:
        return "by hand"
    is_past = source.due_at <= timezone.now()
    return "now" if is_past else formats.day_time(source.due_at)
