"""What members say to each other about a turn."""

from django.db import models
from django.utils import timezone

from conversations.models import Conversation
from orgs.models import Organization, User


class Comment(models.Model):
    """Words about the turn at `turn`, a position from 1; `author` is null once they are gone."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="+", db_index=False)
    turn = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_text"),
            models.CheckConstraint(condition=models.Q(turn__gte=1), name="comment_turn"),
        ]
        indexes = [models.Index(fields=["conversation", "turn", "id"], name="comment_of_turn")]

    def __str__(self) -> str:
        return f"comment {self.pk} on turn {self.turn} of conversation {self.conversation_id}"
