"""Outputs, measured from beginning to end."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from bench import pages
from bench.cases import Case
from bench.client import Visitor
from bench.found import Found
from bench.measuring import Samples
from bench.measuring import measure as run_rounds
from bench.outputs import cases, hanging, making, processes, sending
from bench.outputs.hanging import Held
from bench.outputs.sending import LOADS, Sent
from bench.pages import Facts
from bench.stack import Stack

Say = Callable[[str], None]


@dataclass(frozen=True)
class OutputsMeasured:
    """What is told of outputs. `deliveries`: how many there were when the pages were asked for."""

    deliveries: int
    cases: list[Case]
    facts: dict[str, Facts]
    samples: Samples
    sent: list[Sent]
    held: Held


def measure(
    stack: Stack, found: Found, rounds: int, raw: psycopg.Connection, say: Say
) -> OutputsMeasured:
    """Measure the pages, then what a sender sends; take out what was made for that."""
    with psycopg.connect(stack.owner_url, autocommit=True) as owner:
        making.take_out(owner)  # What a run that broke off left.
        visitor = Visitor(stack.port, stack.session)
        listed = cases.cases(found, raw)
        facts = pages.facts_of(visitor, stack.session, listed, cases.ROW)
        [[deliveries]] = raw.execute("SELECT count(*) FROM outputs_delivery").fetchall()
        say(f"Measuring {len(listed)} pages of outputs in {rounds} rounds …")
        samples = run_rounds(pages.things_of(visitor, raw, listed, facts), rounds)
        try:
            sent, held = _send(stack, raw, owner, say)
        finally:
            making.take_out(owner)
    return OutputsMeasured(deliveries, listed, facts, samples, sent, held)


def _send(
    stack: Stack, raw: psycopg.Connection, owner: psycopg.Connection, say: Say
) -> tuple[list[Sent], Held]:
    pools = making.pools(raw)
    with processes.running(stack) as peers:
        sent = []
        for load in LOADS:
            say(f"Sending to {load.name} …")
            sent.append(sending.measure(load, peers, pools, raw, owner))
        say(f"Sending beside {hanging.HELD:,} deliveries that hang …")
        return sent, hanging.measure(peers, pools, raw, owner)
