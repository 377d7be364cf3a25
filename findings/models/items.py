"""The findings of review queues, and what each reviewer says of each."""

from django.db import models
from django.utils import timezone

from conversations.models import Conversation
from findings.models.queues import ReviewQueue
from orgs.models import Organization, User


class ItemState(models.TextChoices):
    """`agreed`: all reviewers said the same, which counts. `split`: somebody has to settle it."""

    OPEN = "open", "To review"
    AGREED = "agreed", "Agreed"
    SPLIT = "split", "To settle"
    SETTLED = "settled", "Settled"


class VerdictKind(models.TextChoices):
    ACCEPT = "accept", "Accept"
    CORRECT = "correct", "Correct"
    REJECT = "reject", "Reject"
    UNSURE = "unsure", "Unsure"


class ReviewItem(models.Model):
    """One finding in a queue. `position` counts from 1. `verdicts`: how many it has.

    `answer`: what was agreed or settled, by whom and when; a decision about the finding then tells
    the rest.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    queue = models.ForeignKey(ReviewQueue, models.PROTECT, related_name="items", db_index=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="+")
    goal = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=ItemState, default=ItemState.OPEN)
    verdicts = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=7, choices=VerdictKind, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "position"], name="review_item_position"),
            models.UniqueConstraint(
                fields=["queue", "conversation", "goal"], name="review_item_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ItemState.values), name="review_item_state"
            ),
        ]
        indexes = [models.Index(fields=["queue", "state", "position"], name="review_item_state")]

    def __str__(self) -> str:
        return f"item {self.position} of review queue {self.queue_id}"


class Verdict(models.Model):
    """What one reviewer says of one item. `value`: their correction; `about`: what they judged."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="+")
    item = models.ForeignKey(ReviewItem, models.PROTECT, related_name="given", db_index=False)
    reviewer = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=7, choices=VerdictKind)
    value = models.JSONField(null=True)
    about = models.JSONField(null=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "reviewer"], name="verdict_unique"),
            models.CheckConstraint(
                condition=models.Q(kind__in=VerdictKind.values), name="verdict_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"verdict {self.pk} on item {self.item_id}"
