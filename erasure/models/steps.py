"""What a job does, one row a step: where it stands, so that any worker can go on from there."""

from django.db import models

from erasure.models.job import Erasure


class StepState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"


class Step(models.Model):
    """One step. `name`: what it does (see erasure.domain.plan), `place`: with which place.

    `cursor`: the last of the job's targets it is through with. `done`: how many rows or objects
    were erased, of `total` that were counted when the job began; null where nothing is counted.
    `batch`: of how many targets one piece of it takes care.
    `attempts`: how often it failed in a row; `problem`: the kind of the last error.
    """

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    place = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=7, choices=StepState, default=StepState.WAITING)
    cursor = models.BigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    batch = models.PositiveIntegerField(default=200)
    total = models.PositiveBigIntegerField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "position"], name="erasure_step_unique"),
        ]

    def __str__(self) -> str:
        return f"step {self.position} of erasure {self.erasure_id}"
