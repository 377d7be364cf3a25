"""What there was before anything went: for the proof, and for what progress is measured by."""

from django.db import transaction

from erasure.domain import targets
from erasure.domain.counting import count_all
from erasure.domain.outcome import Outcome
from erasure.domain.rows import batch_of
from erasure.models import Erasure, Step
from erasure.places import catalogue


def count_before(erasure: Erasure, step: Step) -> Outcome:
    """Count every place, keep it on the job, and give the steps their totals and sizes."""
    counts = count_all(erasure)
    roots = {rows.root for rows in catalogue().rows}
    lengths = {root: targets.count(erasure, root) for root in roots}
    with transaction.atomic():
        Erasure.objects.filter(pk=erasure.pk).update(before=counts)
        for later in Step.objects.filter(erasure=erasure, name__in=("rows", "handler")):
            later.total = counts.get(later.place, 0)
            if later.name == "rows":
                root = catalogue().row(later.place).root
                later.batch = batch_of(later.total, lengths[root])
            later.save(update_fields=["total", "batch"])
    return Outcome(is_over=True)
