"""What people decided about findings, one row a decision: nothing of it is ever overwritten."""

from django.db import models
from django.utils import timezone

from conversations.models.conversation import Conversation
from orgs.models import Organization, User
from web import ids


class Decided(models.TextChoices):
    """What was decided; `recommitted` is what the runtime itself said later."""

    ACCEPTED = "accepted", "Accepted"
    CORRECTED = "corrected", "Corrected"
    REJECTED = "rejected", "Rejected"
    RESTORED = "restored", "Restored"
    RECOMMITTED = "recommitted", "Committed again"


class FindingDecision(models.Model):
    """One decision about the finding of `goal`: `before` was its value, `value` is it since.

    `committed`: what the runtime had committed by then. Of `recommitted` that is `value`, and
    `before` what it had committed until then.
    `decided_by` is null there, and where the person's account is gone. `reason` is in their words.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="finding_decisions", db_index=False
    )
    public_id = models.CharField(max_length=40, default=ids.mint_decision, unique=True)
    goal = models.CharField(max_length=200)
    kind = models.CharField(max_length=11, choices=Decided)
    before = models.JSONField(null=True)
    value = models.JSONField(null=True)
    committed = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=Decided.values), name="finding_decision_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "goal", "id"], name="finding_decision_of_goal"),
            models.Index(fields=["decided_by"], name="finding_decision_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.goal} of conversation {self.conversation_id}"
