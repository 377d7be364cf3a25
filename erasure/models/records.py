"""What is told of a job: who approved it, what happened, who had received data, the proof."""

from django.db import models
from django.utils import timezone

from erasure.models.job import Erasure
from orgs.models import User


class Approval(models.Model):
    """One person's approval; the second is somebody else's."""

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="approvals", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "user"], name="erasure_approval_unique"),
        ]

    def __str__(self) -> str:
        return f"approval {self.pk}"


class Event(models.Model):
    """One line of a job's timeline: a word of ours (`what`) and numbers; never content.

    Like the audit log it is only added to; see roxels_dash.database.
    """

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=7)
    actor_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["erasure", "at", "id"], name="erasure_timeline")]

    def __str__(self) -> str:
        return f"{self.what} of erasure {self.erasure_id}"


class Comment(models.Model):
    """What support staff note beside a job. It may hold anything, so it goes with its job's end."""

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="comments", db_index=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["erasure", "at", "id"], name="erasure_comment_order")]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Receiver(models.Model):
    """The recall list: who had received data of the person before it was erased, and when.

    `endpoint`: its public id, '' where there is none. `host`: where it went, without path, '' for
    the visitor's own browser. `is_certain`: whether the receiver said that it got them.
    """

    erasure = models.ForeignKey(Erasure, models.PROTECT, related_name="receivers", db_index=False)
    endpoint = models.CharField(max_length=128, blank=True)
    host = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=8)
    event_type = models.CharField(max_length=60)
    is_certain = models.BooleanField()
    deliveries = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["erasure", "endpoint", "host", "kind", "event_type", "is_certain"],
                name="erasure_receiver_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"receiver {self.pk}"


class Receipt(models.Model):
    """The proof, as it was signed: `body` is the JSON, byte for byte; it is only added.

    `signature`: Ed25519, in URL-safe base64; `key_name`: which key signed, see receipts.
    """

    erasure = models.OneToOneField(
        Erasure, models.PROTECT, primary_key=True, related_name="receipt"
    )
    body = models.TextField()
    signature = models.CharField(max_length=100)
    key_name = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"receipt of erasure {self.erasure_id}"
