"""One measurement from beginning to end; Django is set up for the stack when this is imported."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from bench import importing, places, report, statements
from bench.cases import FLOOR, Case, cases
from bench.client import Visitor
from bench.found import Found, find
from bench.importing import Import
from bench.measuring import Samples, Timed, timed
from bench.measuring import measure as run_rounds
from bench.places import Loaded
from bench.stack import Stack
from bench.weight import Weight, weigh
from bench.world import world
from roxels_dash.embedded.logs import Log

Beside = tuple[Stack, Loaded] | None

ROWS = '<td class="c-who">'


@dataclass(frozen=True)
class Facts:
    """What is known of a page besides its times."""

    queries: int
    own_statements: list[str]
    rows: int
    bytes: int


@dataclass(frozen=True)
class Measured:
    """Everything that a report tells. `constant`: queries at one row or turn, and at many."""

    loaded: Loaded
    found: Found
    pages: list[Case]
    facts: dict[str, Facts]
    samples: Samples
    constant: dict[str, tuple[int, int]]
    weights: dict[str, Weight]
    imported: Import
    at: datetime
    load_average: float


def measure(stack: Stack, loaded: Loaded, beside: Beside, rounds: int, log: Log) -> None:
    """Measure, print the table and write the results; `beside` is a smaller size, or None."""
    with psycopg.connect(stack.variables["DATABASE_URL"], autocommit=True) as raw:
        measured = _measure(stack, loaded, beside, rounds, raw, log.say)
    for line in report.lines(measured):
        log.say(line)
    path = places.results_folder() / f"results-{loaded.scale}-{measured.at:%Y-%m-%dT%H%M}.json"
    path.write_text(report.as_json(measured))
    log.say(f"Written to {path}")


def _measure(
    stack: Stack,
    loaded: Loaded,
    beside: Beside,
    rounds: int,
    raw: psycopg.Connection,
    say: Callable[[str], None],
) -> Measured:
    session = _session_of(stack)
    visitor = Visitor(stack.port, session)
    found = find(raw, loaded.end)
    pages = cases(found)
    facts = _facts(visitor, session, pages)
    say(f"Measuring {len(pages)} pages in {rounds} rounds …")
    load_average = os.getloadavg()[0]
    things = {**_things(visitor, raw, pages, facts), **_smaller(beside)}
    samples = run_rounds(things, rounds)
    constant = _constant(session, found)
    weighed = [case for case in pages if case.name in report.WEIGHED]
    say("Measuring the import …")
    return Measured(
        loaded=loaded,
        found=found,
        pages=pages,
        facts=facts,
        samples=samples,
        constant=constant,
        weights={case.name: weigh(visitor, case.path) for case in weighed},
        imported=importing.measure(stack, world(loaded.scale, loaded.end)),
        at=datetime.now(UTC),
        load_average=load_average,
    )


def _session_of(stack: Stack) -> str:
    return (stack.folder / "session").read_text()


def _smaller(beside: Beside) -> dict[str, Timed]:
    """Return the same pages of a smaller size, each as a thing to time."""
    if beside is None:
        return {}
    stack, loaded = beside
    with psycopg.connect(stack.variables["DATABASE_URL"], autocommit=True) as raw:
        pages = cases(find(raw, loaded.end))
    visitor = Visitor(stack.port, _session_of(stack))
    return {f"smaller: {case.name}": _page(visitor, case.path) for case in pages}


def _page(visitor: Visitor, path: str) -> Timed:
    return lambda: visitor.get(path).milliseconds


def _facts(visitor: Visitor, session: str, pages: list[Case]) -> dict[str, Facts]:
    floors = statements.asked(session, pages[0].path)
    facts = {}
    for case in pages:
        asked = statements.asked(session, case.path)
        answer = visitor.get(case.path)
        own = statements.own(asked, floors)
        facts[case.name] = Facts(len(asked), own, answer.text.count(ROWS), len(answer.body))
    return facts


def _things(
    visitor: Visitor, raw: psycopg.Connection, pages: list[Case], facts: dict[str, Facts]
) -> dict[str, Timed]:
    """Return the pages, their SQL and their like in the admin, each as a thing to time."""
    things: dict[str, Timed] = {}

    for case in pages:
        things[case.name] = _page(visitor, case.path)
        if case.admin:
            things[f"admin: {case.name}"] = _page(visitor, case.admin)
        if case.name != FLOOR:
            run = statements.runner(raw, facts[case.name].own_statements)
            things[f"sql: {case.name}"] = timed(run)
    return things


def _constant(session: str, found: Found) -> dict[str, tuple[int, int]]:
    """Return the number of queries of a list of one row and of 50, a transcript of 1 and 200."""
    listed = f"/o/{found.slug}/conversations/"

    def count(path: str) -> int:
        return len(statements.asked(session, path))

    def older(cursor: str) -> str:
        return f"{listed}?older={cursor}"

    one, many = count(older(found.last_row_cursor)), count(older(found.deep_cursor))
    short = count(f"{listed}{found.short_conversation}/")
    return {
        "list": (one, many),
        "conversation": (short, count(f"{listed}{found.long_conversation}/")),
    }
