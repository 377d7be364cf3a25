"""Another system's API that conversations are pulled from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from orgs.models import Organization
from web import ids


def mint_source() -> str:
    return ids.mint("src")


class State(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"


class Every(models.IntegerChoices):
    """How often it is pulled, in minutes."""

    BY_HAND = 0, "By hand alone"
    QUARTER = 15, "Every 15 minutes"
    HOUR = 60, "Every hour"
    SIX_HOURS = 360, "Every 6 hours"
    DAY = 1440, "Every day"


class Source(models.Model):
    """Where conversations are pulled from: `base_url` and what it speaks (`dialect`).

    `key` is the other system's API key, sealed and bound to this row; it is never shown.
    `is_test`: what comes is a test conversation here, as a test key's are.

    `pulled_until`: up to which time everything is here, null before the history is through. A run
    asks for what began since then, less `overlap_hours`, so that what was filled in late comes too.

    A run under way: `run_began_at`; `cursor` and `after`, the page it is at and a hash of the last
    conversation of it that was taken in; `lease_until`, how long its worker has it. `due_at`: when
    a worker is to go on or to begin anew, null where nobody waits for it. `failures`: how often it
    failed one after the other; `problem`, the last of them in words.

    `open_keys`: of conversations that came from here and had not ended: each run asks for them
    again.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="sources", db_index=False
    )
    public_id = models.CharField(max_length=128, unique=True, default=mint_source)
    name = models.CharField(max_length=200)
    base_url = models.CharField(max_length=2000)
    dialect = models.CharField(max_length=20)
    key = models.BinaryField()
    is_test = models.BooleanField(default=False)
    every = models.PositiveIntegerField(choices=Every, default=Every.HOUR)
    overlap_hours = models.PositiveIntegerField(default=24)
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now)

    pulled_until = models.DateTimeField(null=True)
    run_began_at = models.DateTimeField(null=True)
    cursor = models.CharField(max_length=2000, blank=True, default="")
    after = models.CharField(max_length=128, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, default="")
    open_keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="source_name"),
            models.CheckConstraint(
                condition=models.Q(dialect__in=["roxels", "widget", "backend"]),
                name="source_dialect",
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="source_state"),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="source_newest"),
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="source_due"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
