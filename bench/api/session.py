"""The API, measured from beginning to end."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from bench.api import cases, intake, refreshing, statements
from bench.api.cases import ApiCase
from bench.api.intake import Intake
from bench.api.statements import Statement
from bench.api.taking_out import take_out
from bench.client import Caller
from bench.found import Found
from bench.measuring import Samples, Timed, timed
from bench.measuring import measure as run_rounds
from bench.stack import Stack
from web import ids

Say = Callable[[str], None]


@dataclass(frozen=True)
class ApiMeasured:
    """What is told of the API. `asked`: each operation's statements."""

    cases: list[ApiCase]
    asked: dict[str, list[Statement]]
    samples: Samples
    intake: Intake


def measure(
    stack: Stack, found: Found, rounds: int, raw: psycopg.Connection, say: Say
) -> ApiMeasured:
    """Measure what is read, then what makes conversations, then events; take it all out again."""
    with psycopg.connect(stack.owner_url, autocommit=True) as owner:
        take_out(owner, found.organization_id)  # What a run that broke off left.
        try:
            return _measure(stack, found, rounds, raw, say)
        finally:
            take_out(owner, found.organization_id)


def _measure(
    stack: Stack, found: Found, rounds: int, raw: psycopg.Connection, say: Say
) -> ApiMeasured:
    secret = stack.api_key
    reads, makes = cases.gets(found, secret), cases.posts(found, raw)
    asked = {case.name: statements.asked(secret, case) for case in (*reads, *makes)}
    caller = Caller(stack.port, secret)
    samples = Samples()
    say(f"Measuring {len(reads) + len(makes)} operations in {rounds} rounds …")
    samples.add(run_rounds(_reads(caller, raw, reads, asked), rounds))
    samples.add(run_rounds({case.name: _calls(caller, case) for case in makes}, rounds))
    samples.add(run_rounds(refreshing.things(found, raw), rounds))
    say("Measuring events …")
    return ApiMeasured([*reads, *makes], asked, samples, intake.measure(stack, found))


def _reads(
    caller: Caller, raw: psycopg.Connection, reads: list[ApiCase], asked: dict[str, list[Statement]]
) -> dict[str, Timed]:
    """Return what is read and its SQL, each as a thing to time."""
    things: dict[str, Timed] = {}
    for case in reads:
        things[case.name] = _calls(caller, case)
        if asked[case.name]:
            things[f"sql: {case.name}"] = timed(statements.runner(raw, asked[case.name]))
    return things


def _calls(caller: Caller, case: ApiCase) -> Timed:
    body, path = case.body, case.path
    if body is None:
        return lambda: caller.get(path).milliseconds
    if case.is_once:
        return lambda: caller.post(path, body(), ids.mint("once")).milliseconds
    return lambda: caller.post(path, body()).milliseconds
