"""Erasure, measured from beginning to end, in an organisation of its own."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from bench.erasure import comparing, large, objects
from bench.erasure.comparing import Compared
from bench.erasure.large import Large
from bench.erasure.making import LARGE, USUAL
from bench.erasure.objects import Removed
from bench.stack import Stack

Say = Callable[[str], None]
ROUNDS = 21


@dataclass(frozen=True)
class ErasureMeasured:
    compared: list[Compared]
    large: Large
    removed: list[Removed]


def measure(stack: Stack, say: Say) -> ErasureMeasured:
    """Erase persons by turns with bare statements, then one with 100,000 conversations."""
    compared = []
    for number in range(ROUNDS):
        say(f"Erasing persons with {USUAL.conversations:,} conversations, {number + 1}/{ROUNDS} …")
        compared.append(comparing.compare(number, USUAL, lambda: _analyze(stack)))
    say(f"Erasing a person with {LARGE.conversations:,} conversations …")
    watched = large.measure(LARGE, stack.variables["DATABASE_URL"], lambda: _analyze(stack))
    say(f"Removing {objects.OBJECTS:,} objects, {objects.ROUNDS} times each way …")
    return ErasureMeasured(compared, watched, objects.measure())


def _analyze(stack: Stack) -> None:
    """As the tables' owner: the application's role may not."""
    with psycopg.connect(stack.owner_url, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")
