"""A file of conversations that somebody brought to the page."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization
from web import ids


def mint_upload() -> str:
    return ids.mint("imp")


class Stage(models.TextChoices):
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    IMPORTING = "importing", "Coming in"
    DONE = "done", "Imported"
    FAILED = "failed", "Failed"


WAITING = (Stage.CHECKING, Stage.CHECKED, Stage.IMPORTING)  # Its file lies in the bucket.


class Upload(models.Model):
    """First checked, which writes nothing, then imported, once somebody says so.

    The file itself lies in the bucket until it is in, or for a week; its name is not kept, which
    may be somebody's. `format`: "" where each entry's is guessed. `rejections`: [line, field, why]
    of the first thousand entries that could not go in, without values. `due_at`: when a worker is
    to take it up; `lease_until`: how long one has it; `tries`: how many took it up and did not come
    to its end. Where `finished_at` stands before the stage says so, the file alone is left to go.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="uploads", db_index=False
    )
    public_id = models.CharField(max_length=128, unique=True, default=mint_upload)
    format = models.CharField(max_length=20, blank=True, default="")
    size = models.PositiveBigIntegerField()
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.CHECKING)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    rejections = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="upload_stage"),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="upload_newest"),
            models.Index(
                fields=["due_at"], condition=models.Q(due_at__isnull=False), name="upload_due"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_waiting(self) -> bool:
        """Whether its file still lies in the bucket."""
        return self.stage in WAITING
