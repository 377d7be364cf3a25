"""What was said, and which tools were called meanwhile."""

from django.db import models

from conversations.models.conversation import Conversation
from orgs.models import Organization
from web import ids


class TurnRole(models.TextChoices):
    USER = "user", "Person"
    ASSISTANT = "assistant", "Agent"
    SYSTEM = "system", "System"


class Modality(models.TextChoices):
    VOICE = "voice", "Voice"
    TEXT = "text", "Text"


class Turn(models.Model):
    """One utterance. `position` counts from 1 without gaps; `at` is when it was said, or null."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="turns", db_index=False
    )
    public_id = models.CharField(max_length=128, default=ids.mint_turn)
    position = models.PositiveIntegerField()
    role = models.CharField(max_length=9, choices=TurnRole)
    text = models.TextField()
    modality = models.CharField(max_length=5, choices=Modality, blank=True)
    at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "position"], name="turn_position_unique"
            ),
            models.CheckConstraint(condition=models.Q(role__in=TurnRole.values), name="turn_role"),
            models.CheckConstraint(
                condition=models.Q(modality__in=["", *Modality.values]), name="turn_modality"
            ),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="turn_position"),
        ]

    def __str__(self) -> str:
        return f"turn {self.position} of conversation {self.conversation_id}"


class ToolCall(models.Model):
    """One call the agent made; `after_turn` is the position of the turn it followed, 0 for none.

    `result` is JSON: what came back, a string where the source gave one.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="tool_calls", db_index=False
    )
    position = models.PositiveIntegerField()
    after_turn = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    at = models.DateTimeField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "position"], name="tool_call_position_unique"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="tool_call_name"),
        ]

    def __str__(self) -> str:
        return f"tool call {self.position} of conversation {self.conversation_id}"
