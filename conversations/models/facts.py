"""The runtime's own record of a session, what it cost, and what must not come back."""

from django.db import models

from conversations.models.conversation import Conversation
from orgs.models import Organization


class SessionEvent(models.Model):
    """One event the runtime sent. `data` is kept only for types without a table of their own.

    `digest` is the SHA-256 of the event's body: the same id with another body is a conflict.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="session_events", db_index=False
    )
    event_id = models.CharField(max_length=128)
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    data = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "event_id"], name="session_event_unique"
            ),
            models.CheckConstraint(condition=~models.Q(type=""), name="session_event_type"),
        ]
        indexes = [models.Index(fields=["conversation", "at", "id"], name="session_event_order")]

    def __str__(self) -> str:
        return f"{self.type} of conversation {self.conversation_id}"


class UsageRecord(models.Model):
    """What one component of a conversation used. Survives erasure with `conversation` null.

    `quantity` is in `unit` (tokens, seconds, characters, credits); `cost` in `currency`, null
    where the source priced nothing.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="usage_records", db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, related_name="usage_records"
    )
    component = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=20, decimal_places=6)
    unit = models.CharField(max_length=20)
    cost = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    currency = models.CharField(max_length=3, default="USD")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="usage_quantity"),
            models.CheckConstraint(condition=~models.Q(component=""), name="usage_component"),
        ]
        indexes = [models.Index(fields=["organization", "-at"], name="usage_newest")]

    def __str__(self) -> str:
        return f"usage {self.pk}"


class Tombstone(models.Model):
    """An erased conversation: a keyed hash of one of its public ids, and nothing else of it."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=32)
    erased_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="tombstone_unique")
        ]

    def __str__(self) -> str:
        return f"tombstone {self.pk}"
