"""A job belongs to one worker at a time, by a lease that each piece of work renews.

A worker that was killed keeps others away until its lease ends; one that is merely slow finds, in
the transaction of its next piece, that the job is somebody else's, and leaves it alone.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from erasure.domain.plan import mend_plan
from erasure.domain.timeline import note
from erasure.models import Erasure, State, Step, StepState
from erasure.models.job import WORKED

logger = logging.getLogger(__name__)

FAILS_AFTER = 3  # tries in a row, then somebody is told
_LONGEST_WAIT = timedelta(minutes=5)


class LeaseLost(Exception):
    """Another worker has the job."""


@transaction.atomic
def claim(worker: uuid.UUID) -> int | None:
    """Take the job that has waited longest; return its key, None where there is none to do."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    found = Erasure.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(
        free, state__in=WORKED, next_try_at__lte=now
    )
    erasure = found.order_by("next_try_at", "id").first()
    if erasure is None:
        return None
    erasure.leased_by = worker
    erasure.lease_until = _until(now)
    erasure.save(update_fields=["leased_by", "lease_until"])
    return erasure.pk


@contextmanager
def piece(erasure_id: int, worker: uuid.UUID) -> Iterator[Erasure]:
    """One piece of work in a transaction of its own, which renews the lease.

    Raises LeaseLost; what was done inside is undone then, as after any other exception.
    """
    with transaction.atomic():
        found = Erasure.objects.select_for_update(no_key=True).filter(
            pk=erasure_id, leased_by=worker, state__in=WORKED
        )
        erasure = found.first()
        if erasure is None:
            raise LeaseLost
        now = timezone.now()
        left = erasure.lease_until - now if erasure.lease_until else timedelta(0)
        if left < (_until(now) - now) / 2:
            Erasure.objects.filter(pk=erasure_id).update(lease_until=_until(now))
        yield erasure


def release(erasure_id: int, worker: uuid.UUID) -> None:
    """Let others have it, at once."""
    Erasure.objects.filter(pk=erasure_id, leased_by=worker).update(leased_by=None, lease_until=None)


@transaction.atomic
def wait(erasure_id: int, worker: uuid.UUID, pause: timedelta) -> None:
    """Give it back, to be taken up again after `pause`."""
    Erasure.objects.filter(pk=erasure_id, leased_by=worker).update(
        leased_by=None, lease_until=None, next_try_at=timezone.now() + pause
    )


@transaction.atomic
def failed(
    erasure_id: int, step_id: int, worker: uuid.UUID, problem: str, *, rows_again: bool = False
) -> None:
    """Note that a step failed, and when it is tried again: ever later, at most after 5 minutes.

    After three times in a row the job says so, its timeline too, and the log; it goes on trying.
    `rows_again`: with all its steps over rows.
    """
    locked = Erasure.objects.select_for_update(no_key=True).filter(pk=erasure_id, leased_by=worker)
    erasure = locked.select_related("organization").first()
    if erasure is None:
        return
    if rows_again:
        mend_plan(erasure)
        rows = Step.objects.filter(erasure=erasure, name="rows")
        rows.update(state=StepState.WAITING, cursor=0, finished_at=None)
    step = Step.objects.get(pk=step_id)
    step.attempts += 1
    step.problem = problem
    step.save(update_fields=["attempts", "problem"])
    pause = min(timedelta(seconds=2 ** min(step.attempts - 1, 10)), _LONGEST_WAIT)
    erasure.tries += 1
    erasure.problem = problem
    erasure.leased_by = erasure.lease_until = None
    erasure.next_try_at = timezone.now() + pause
    if step.attempts >= FAILS_AFTER and erasure.state != State.FAILING:
        erasure.state = State.FAILING
        note(erasure, "failing", step=step.name, place=step.place, problem=problem)
    if step.attempts >= FAILS_AFTER:
        logger.error(
            "Erasure %s: step %s %s failed %d times in a row: %s",
            erasure.public_id, step.name, step.place, step.attempts, problem,
        )  # fmt: skip
    erasure.save()


def _until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.ERASURE_LEASE_SECONDS)
