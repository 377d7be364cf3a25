"""Rows are erased some at a time, each time in a short transaction of its own."""

import time

from django.db import connection

from erasure.domain import targets
from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Step
from erasure.places import catalogue

SMALLEST, LARGEST = 10, 1_000  # targets in one piece
ROWS_AT_ONCE = 20_000
_LONG = 0.3  # seconds


def batch_of(rows: int, roots: int) -> int:
    """Return of how many targets a piece takes care where so many have so many rows in all."""
    if not roots or rows <= roots:
        return LARGEST
    return max(SMALLEST, min(LARGEST, ROWS_AT_ONCE * roots // rows))


def erase(erasure: Erasure, step: Step) -> Outcome:
    """Erase, detach or empty what some targets have in the step's table.

    A piece that took long makes the next ones smaller, so that nobody waits for a lock of it.
    """
    rows = catalogue().row(step.place)
    if rows is None:  # Of a version before this one: see `plan.mend_plan`.
        return Outcome(step.cursor, is_over=True)
    found = targets.window(erasure, rows.root, step.cursor, step.batch)
    if found is None:
        return Outcome(step.cursor, is_over=True)
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(rows.erasing, {"keys": found.keys})
        count = cursor.rowcount
    if time.monotonic() - began > _LONG:
        step.batch = max(SMALLEST, step.batch // 2)
    return Outcome(found.last, count, found.is_last)
