"""The pages, measured, and the import."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from bench import importing, report, statements
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
class Pages:
    """What is told of the pages. `constant`: queries at one row or turn, and at many."""

    cases: list[Case]
    facts: dict[str, Facts]
    samples: Samples
    constant: dict[str, tuple[int, int]]
    weights: dict[str, Weight]
    imported: Import


def measure(
    stack: Stack,
    loaded: Loaded,
    found: Found,
    beside: Beside,
    rounds: int,
    raw: psycopg.Connection,
    say: Callable[[str], None],
) -> Pages:
    """Measure every page in `rounds` rounds, then the import."""
    visitor = Visitor(stack.port, stack.session)
    pages = cases(found)
    facts = facts_of(visitor, stack.session, pages)
    say(f"Measuring {len(pages)} pages in {rounds} rounds …")
    samples = run_rounds({**things_of(visitor, raw, pages, facts), **_smaller(beside)}, rounds)
    constant = _constant(stack.session, found)
    weighed = [case for case in pages if case.name in report.WEIGHED]
    say("Measuring the import …")
    return Pages(
        cases=pages,
        facts=facts,
        samples=samples,
        constant=constant,
        weights={case.name: weigh(visitor, case.path) for case in weighed},
        imported=importing.measure(stack, world(loaded.scale, loaded.end)),
    )


def _smaller(beside: Beside) -> dict[str, Timed]:
    """Return the same pages of a smaller size, each as a thing to time."""
    if beside is None:
        return {}
    stack, loaded = beside
    with psycopg.connect(stack.variables["DATABASE_URL"], autocommit=True) as raw:
        pages = cases(find(raw, loaded.end))
    visitor = Visitor(stack.port, stack.session)
    return {f"smaller: {case.name}": _page(visitor, case.path) for case in pages}


def _page(visitor: Visitor, path: str) -> Timed:
    return lambda: visitor.get(path).milliseconds


def facts_of(
    visitor: Visitor, session: str, pages: list[Case], row: str = ROWS
) -> dict[str, Facts]:
    """Return what each page asks and holds, the floor first; `row`: what each row has once."""
    floors = statements.asked(session, pages[0].path)
    facts = {}
    for case in pages:
        asked = statements.asked(session, case.path)
        answer = visitor.get(case.path)
        own = statements.own(asked, floors)
        facts[case.name] = Facts(len(asked), own, answer.text.count(row), len(answer.body))
    return facts


def things_of(
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
