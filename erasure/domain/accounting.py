"""What there was before anything went: for the proof, and for what progress is measured by."""

from collections import Counter

from django.db import transaction

from erasure.domain import targets
from erasure.domain.counting import count_all
from erasure.domain.outcome import Outcome
from erasure.domain.rows import batch_of
from erasure.models import Erasure, Step, StepState
from erasure.places import catalogue


def count_before(erasure: Erasure, step: Step) -> Outcome:
    """Count every place, keep it on the job, and give the steps their totals and sizes.

    Again, after it was verified that nothing is left, it counts what came on the list since, and
    adds that: the step is done in the same transaction, so that nothing is added twice.
    """
    counts = count_all(erasure)
    roots = {rows.root for rows in catalogue().rows}
    lengths = {root: targets.count(erasure, root) for root in roots}
    with transaction.atomic():
        waiting = Step.objects.select_for_update().filter(pk=step.pk).exclude(state=StepState.DONE)
        if not waiting.update(state=StepState.DONE):
            return Outcome(is_over=True)  # Whoever took the job meanwhile added it.
        before = add_before(erasure, counts)
        for later in Step.objects.filter(erasure=erasure, name__in=("rows", "handler")):
            later.total = before.get(later.place, 0)
            rows = catalogue().row(later.place)
            if later.name == "rows" and rows is not None:
                later.batch = batch_of(counts.get(later.place, 0), lengths[rows.root])
            later.save(update_fields=["total", "batch"])
    return Outcome(is_over=True)


def add_before(erasure: Erasure, counts: dict[str, int]) -> dict[str, int]:
    """Add to what there was before; return that. Call it inside a transaction."""
    held = Erasure.objects.select_for_update(no_key=True).get(pk=erasure.pk)
    before = Counter(held.before)
    before.update(counts)
    Erasure.objects.filter(pk=erasure.pk).update(before=dict(before))
    return dict(before)
