"""Answers kept for a day, so that a request that is sent again is not done again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from orgs.models import Organization


class SavedAnswer(models.Model):
    """What a POST with an `Idempotency-Key` (`key`) was answered; the row is made with its write.

    One organisation's live and test keys each have names of their own. `digest`: the SHA-256 of
    method, path and body. `status` and `body` are null while the request runs, which nobody else
    sees. `about`: the public ids of conversations and persons the answer tells of. Of an erased
    one a keyed hash stands instead of the key, and 410 without digest and body, see `erasing`.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    is_test = models.BooleanField()
    key = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(null=True)
    about = ArrayField(models.CharField(max_length=128), default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "is_test", "key"], name="saved_answer_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="saved_answer_oldest"),
        ]

    def __str__(self) -> str:
        return f"saved answer {self.pk}"
