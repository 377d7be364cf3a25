"""Nothing is taken on trust: every place is counted again before it is told that it is done."""

import logging
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from erasure.domain import targets
from erasure.domain.accounting import add_before
from erasure.domain.counting import count_all
from erasure.domain.outcome import Outcome, Waiting
from erasure.domain.plan import mend_plan
from erasure.domain.timeline import note
from erasure.models import Erasure, State, Step, StepState

logger = logging.getLogger(__name__)

_SOON = timedelta(seconds=0)


class Survivors(Exception):
    """Something is still there although every step was through with it."""


def verify(erasure: Erasure, step: Step) -> Outcome:
    """Count survivors by internal id in every place, and what may have come in since.

    Where there are any, the steps are gone through again and Waiting is raised; from the third
    time on that counts as a failure and is told.
    """
    Erasure.objects.filter(pk=erasure.pk, state=State.RUNNING).update(state=State.VERIFYING)
    counts = count_all(erasure)
    left = {place: number for place, number in counts.items() if number}
    with transaction.atomic():
        came = targets.collect(erasure)
        if came:
            _count_in(erasure, counts)
        if came or left:
            _again(erasure, step, left, came)
    if came or left:
        if step.done >= 3:
            raise Survivors
        raise Waiting(_SOON)
    Erasure.objects.filter(pk=erasure.pk).update(after=counts, verified_at=timezone.now())
    return Outcome(is_over=True)


def _count_in(erasure: Erasure, counts: dict[str, int]) -> None:
    """Add to what there was before what conversations have that came on the list after `counts`."""
    more = Counter(count_all(erasure))
    more.subtract(counts)
    add_before(erasure, {place: number for place, number in more.items() if number > 0})


def _again(erasure: Erasure, step: Step, left: dict[str, int], came: int) -> None:
    places = ", ".join(f"{place} {number}" for place, number in sorted(left.items()))
    logger.warning("Erasure %s: survivors in %s", erasure.public_id, places or "new conversations")
    note(erasure, "survivors", places=places, conversations=came)
    mend_plan(erasure)
    step.refresh_from_db()
    earlier = Step.objects.filter(erasure=erasure, position__lt=step.position)
    # Who had received what is written down once, unless there is something new.
    kept = ("count",) if came else ("count", "recall")
    earlier.exclude(name__in=kept).update(state=StepState.WAITING, cursor=0, finished_at=None)
    step.done += 1
    Step.objects.filter(pk=step.pk).update(done=step.done)
