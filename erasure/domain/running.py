"""A worker at a job: piece by piece, step by step, from where whoever had it before got to."""

import logging
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from botocore.exceptions import ClientError
from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, close_old_connections
from django.utils import timezone

from erasure.domain import (
    accounting,
    finishing,
    handled,
    leasing,
    ledger,
    participants,
    preparing,
    reviewing,
    rows,
    searching,
    verifying,
)
from erasure.domain.heartbeat import beating
from erasure.domain.outcome import Outcome, Stopped, Waiting, note_progress
from erasure.models import Erasure, Step, StepState
from frames.domain import Unreachable

logger = logging.getLogger(__name__)

Work = Callable[[Erasure, Step], Outcome]

_MOMENT = 0.15  # seconds

# Each piece and the note of it are one transaction: a kill leaves both or neither. Where a step is
# through in a moment its transaction takes on the next one, too.
_INSIDE: dict[str, Work] = {
    "hide": preparing.hide,
    "bury": preparing.bury,
    "list": preparing.list_rows,
    "cancel": preparing.cancel,
    "recall": preparing.recall,
    "participants": participants.recount,
    "rows": rows.erase,
    "finish": finishing.finish,
}
# These wait for others, read for long, or change nothing in the database: done again they do the
# same, and no lock is held meanwhile.
_OUTSIDE: dict[str, Work] = {
    "count": accounting.count_before,
    "ledger": ledger.write,
    "settle": preparing.settle,
    "handler": handled.erase,
    "verify": verifying.verify,
    "mentions": searching.search,
    "review": reviewing.await_review,
}


@dataclass(slots=True)
class Job:
    """A job that a worker has; `step`: the one it is at, to blame where something fails."""

    erasure_id: int
    worker: uuid.UUID
    step: Step | None = None

    def piece(self) -> AbstractContextManager[Erasure]:
        return leasing.piece(self.erasure_id, self.worker)


def run_some(seconds: float = 60.0) -> int:
    """Work on what is to be erased for so long; return how many jobs were taken up.

    Any number may run at once, each at a job of its own.
    """
    worker = uuid.uuid4()
    until = time.monotonic() + seconds
    taken = 0
    while time.monotonic() < until:
        erasure_id = leasing.claim(worker)
        if erasure_id is None:
            break
        taken += 1
        run_job(erasure_id, worker, until)
    return taken


def run_job(erasure_id: int, worker: uuid.UUID, until: float) -> None:
    """Work on one job, which `worker` has leased, until it is done, waits, fails, or time is up."""
    job = Job(erasure_id, worker)
    try:
        while (steps := _steps_left(erasure_id)) and time.monotonic() < until:
            _advance(job, steps)
        leasing.release(erasure_id, worker)
    except Waiting as waiting:
        leasing.wait(erasure_id, worker, waiting.pause)
    except Stopped:
        leasing.release(erasure_id, worker)
    except leasing.LeaseLost:
        logger.info("Erasure job %d is another worker's by now.", erasure_id)
    except Exception as error:
        _fail(job, error)


def _steps_left(erasure_id: int) -> list[Step]:
    found = Step.objects.filter(erasure_id=erasure_id).exclude(state=StepState.DONE)
    return list(found.order_by("position"))


def _advance(job: Job, steps: list[Step]) -> None:
    """Do a piece of the first of these steps, and note how far it came."""
    first = job.step = steps[0]
    first.started_at = first.started_at or timezone.now()
    if first.name in _INSIDE:
        with job.piece() as erasure:
            _inside(job, erasure, steps)
        return
    with job.piece() as erasure:
        pass

    def renew() -> None:
        with job.piece():
            pass

    with beating(renew, settings.ERASURE_LEASE_SECONDS / 4):
        outcome = _OUTSIDE[first.name](erasure, first)
    with job.piece() as erasure:
        note_progress(erasure, first, outcome)


def _inside(job: Job, erasure: Erasure, steps: list[Step]) -> None:
    """Do a piece in the transaction that is open, and those behind it that fit into a moment.

    A step that failed before is done alone: what holds it up undoes nothing but itself.
    """
    began = time.monotonic()
    for step in steps:
        is_first = step is steps[0]
        if not is_first and (step.name not in _INSIDE or step.attempts or steps[0].attempts):
            return
        job.step = step
        step.started_at = step.started_at or timezone.now()
        outcome = _INSIDE[step.name](erasure, step)
        note_progress(erasure, step, outcome)
        if not outcome.is_over or time.monotonic() - began > _MOMENT:
            return


def _fail(job: Job, error: Exception) -> None:
    problem = _kind_of(error)
    logger.warning("Erasure job %d: %s", job.erasure_id, problem)
    try:
        close_old_connections()
        if job.step is not None:
            # Something came in behind a step that was through: all rows are gone through again.
            is_linked = isinstance(error, IntegrityError)
            leasing.failed(job.erasure_id, job.step.pk, job.worker, problem, rows_again=is_linked)
    except (DatabaseError, InterfaceError) as gone:
        # The lease ends by itself, and the next sweep takes the job up again.
        logger.warning("Erasure job %d: %s", job.erasure_id, type(gone).__name__)


def _kind_of(error: Exception) -> str:
    """Return what went wrong without any data: messages may quote rows and keys."""
    cause = error.__cause__ or error
    if isinstance(cause, ClientError):
        return f"the bucket answered {cause.response.get('Error', {}).get('Code', '')}"[:200]
    if isinstance(error, Unreachable):  # A word of ours, or the code that the server gave.
        return f"the bucket answered {error}"[:200]
    code = getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} {code}" if code else type(cause).__name__
