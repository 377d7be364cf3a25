"""How one pull went."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization
from sources.models.source import Source


class Phase(models.TextChoices):
    HISTORY = "history", "History"
    CHANGES = "changes", "Changes"


class Ended(models.TextChoices):
    """How a run stands. A failing one goes on later from where it was."""

    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class Run(models.Model):
    """One pull, from its first page to its last, over however many tries.

    `since`: what it asks for began then or later, null for all. `refusals`: why conversations were
    refused, {"field: reason": how many}; neither ids nor values. `gone`: those that were deleted
    there before they could be read.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="runs", db_index=False)
    phase = models.CharField(max_length=7, choices=Phase)
    since = models.DateTimeField(null=True)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=Ended, default=Ended.RUNNING)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["source", "-began_at", "-id"], name="source_run_newest")]

    def __str__(self) -> str:
        return f"run {self.pk}"
