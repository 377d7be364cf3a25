"""A worker at a job: piece by piece, step by step, from where whoever had it before got to."""

import logging
import time
import uuid
from collections.abc import Callable

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

# Each piece and the note of it are one transaction: a kill leaves both or neither.
_INSIDE: dict[str, Work] = {
    "hide": preparing.hide,
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
    step: Step | None = None
    try:
        while step := _next_step(erasure_id):
            if time.monotonic() >= until:
                break
            _advance(erasure_id, step, worker)
        leasing.release(erasure_id, worker)
    except Waiting as waiting:
        leasing.wait(erasure_id, worker, waiting.pause)
    except Stopped:
        leasing.release(erasure_id, worker)
    except leasing.LeaseLost:
        logger.info("Erasure job %d is another worker's by now.", erasure_id)
    except Exception as error:
        _fail(erasure_id, step, worker, error)


def _next_step(erasure_id: int) -> Step | None:
    found = Step.objects.filter(erasure_id=erasure_id).exclude(state=StepState.DONE)
    return found.order_by("position").first()


def _advance(erasure_id: int, step: Step, worker: uuid.UUID) -> None:
    """Do one piece of a step, and note how far it came."""
    step.started_at = step.started_at or timezone.now()
    if step.name in _INSIDE:
        with leasing.piece(erasure_id, worker) as erasure:
            note_progress(erasure, step, _INSIDE[step.name](erasure, step))
        return
    with leasing.piece(erasure_id, worker) as erasure:
        pass

    def renew() -> None:
        with leasing.piece(erasure_id, worker):
            pass

    with beating(renew, settings.ERASURE_LEASE_SECONDS / 4):
        outcome = _OUTSIDE[step.name](erasure, step)
    with leasing.piece(erasure_id, worker) as erasure:
        note_progress(erasure, step, outcome)


def _fail(erasure_id: int, step: Step | None, worker: uuid.UUID, error: Exception) -> None:
    problem = _kind_of(error)
    logger.warning("Erasure job %d: %s", erasure_id, problem)
    try:
        close_old_connections()
        if step is not None:
            # Something came in behind a step that was through: all rows are gone through again.
            is_linked = isinstance(error, IntegrityError)
            leasing.failed(erasure_id, step.pk, worker, problem, rows_again=is_linked)
    except (DatabaseError, InterfaceError) as gone:
        # The lease ends by itself, and the next sweep takes the job up again.
        logger.warning("Erasure job %d: %s", erasure_id, type(gone).__name__)


def _kind_of(error: Exception) -> str:
    """Return what went wrong without any data: messages may quote rows and keys."""
    cause = error.__cause__ or error
    if isinstance(cause, ClientError):
        return f"the bucket answered {cause.response.get('Error', {}).get('Code', '')}"[:200]
    if isinstance(error, Unreachable):  # A word of ours, or the code that the server gave.
        return f"the bucket answered {error}"[:200]
    code = getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} {code}" if code else type(cause).__name__
