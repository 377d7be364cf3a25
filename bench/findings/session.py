"""The findings page, measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from bench.cases import Case
from bench.client import Visitor
from bench.findings import taking
from bench.findings.cases import cases
from bench.findings.taking import Taken
from bench.found import Found
from bench.measuring import Samples
from bench.measuring import measure as run_rounds
from bench.pages import Facts, facts_of, things_of

if TYPE_CHECKING:
    from bench.stack import Stack

ROWS = '<th scope="row" class="c-who'


@dataclass(frozen=True)
class FindingsMeasured:
    cases: list[Case]
    facts: dict[str, Facts]
    samples: Samples
    taken: Taken


def measure(
    stack: Stack, found: Found, rounds: int, raw: psycopg.Connection, say: Callable[[str], None]
) -> FindingsMeasured:
    """Measure every page in `rounds` rounds; what takes long less often."""
    visitor = Visitor(stack.port, stack.session)
    pages = cases(found)
    facts = facts_of(visitor, stack.session, pages, ROWS)
    say(f"Measuring {len(pages)} pages of findings in {rounds} rounds …")
    samples = run_rounds(things_of(visitor, raw, pages, facts), rounds)
    say(f"Taking {taking.ROWS:,} rows away …")
    return FindingsMeasured(pages, facts, samples, taking.measure(found, raw))
