"""Writing many records at once without letting a bad one take good ones with it."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

import psycopg
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from intake.batch import lock
from intake.records import Record
from intake.results import Outcome, Refusal

logger = logging.getLogger(__name__)

R = TypeVar("R", bound=Record)
Write = Callable[[list[R]], list[Outcome]]


def take(
    organization_id: int, records: Sequence[R], check: Callable[[R], None], write: Write[R]
) -> list[Outcome]:
    """Check `records`, write those that pass in one transaction; return one outcome each."""
    outcomes: dict[int, Outcome] = {}
    passed: list[int] = []
    for number, record in enumerate(records):
        try:
            check(record)
        except Refusal as refusal:
            outcomes[number] = Outcome.refused(refusal)
        else:
            passed.append(number)
    written = _write_or_split(organization_id, [records[number] for number in passed], write)
    outcomes.update(zip(passed, written, strict=True))
    return [outcomes[number] for number in range(len(records))]


def _write_or_split(organization_id: int, records: list[R], write: Write[R]) -> list[Outcome]:
    """Write all of `records`, or halve them until those that the database refuses stand alone."""
    if not records:
        return []
    try:
        with transaction.atomic():
            lock(organization_id)
            outcomes = write(records)
            _check_constraints_now()
        return outcomes
    except DatabaseError as error:
        reason = _refused_for(error)
        if reason is None:
            raise
    logger.warning("The database refused one of %s imported records: %s", len(records), reason)
    if len(records) == 1:
        return [Outcome.refused(Refusal("", reason))]
    half = len(records) // 2
    return [
        *_write_or_split(organization_id, records[:half], write),
        *_write_or_split(organization_id, records[half:], write),
    ]


def _check_constraints_now() -> None:
    """Foreign keys are checked at commit otherwise, where no one record can be blamed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _refused_for(error: DatabaseError) -> str | None:
    """Return why the data itself was refused, without any of it; null where it is not to blame."""
    cause = error.__cause__
    constraint = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    if isinstance(error, IntegrityError):
        return f"breaks the rule {constraint}" if constraint else "breaks a rule of the database"
    if isinstance(error, DataError) or isinstance(cause, psycopg.errors.ProgramLimitExceeded):
        return "holds something that the database cannot store"
    return None
