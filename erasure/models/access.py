"""A person's own data, put together to be given to them."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization
from persons.models import Person
from web import ids


def mint_access_export() -> str:
    return ids.mint("ax")


class AccessState(models.TextChoices):
    ASKED = "asked", "Being put together"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    EXPIRED = "expired", "Expired"
    REMOVED = "removed", "Removed"


class AccessExport(models.Model):
    """One ZIP of a person's data; its object lives for a day.

    `key`: the object's, below FOLDER, '' while there is none. `size`: bytes. `conversations`: how
    many are in it, `shared` of them with other participants, `files`: pictures. `problem`: the
    kind of error of the last try. `claimed_until`: until when the worker that has it is waited for.
    """

    public_id = models.CharField(max_length=128, unique=True, default=mint_access_export)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=7, choices=AccessState, default=AccessState.ASKED)
    asked_by_kind = models.CharField(max_length=7)
    asked_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=300, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    conversations = models.PositiveIntegerField(default=0)
    shared = models.PositiveIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=AccessState.values), name="access_export_state"
            ),
            # One at a time: asked for twice it is made once.
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state=AccessState.ASKED),
                name="access_export_one_asked",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="access_export_newest"),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state=AccessState.READY),
                name="access_export_expiring",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
