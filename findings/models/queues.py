"""Review queues: which findings are looked at, and by how many."""

from django.db import models
from django.utils import timezone

from conversations.models import Template
from orgs.models import Organization, User
from web import ids

MOST_ITEMS = 5_000
MOST_REVIEWERS = 3


class Sampling(models.TextChoices):
    ALL = "all", "All of them"
    RANDOM = "random", "Some at random"
    DOUBTFUL = "doubtful", "Only unsupported or of low confidence"


class QueueState(models.TextChoices):
    DRAWING = "drawing", "Being drawn"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class ReviewQueue(models.Model):
    """Findings of a selection, put before reviewers in one order.

    `query`: [[parameter, value], …] of the findings page, as it was when the queue was made.
    `goals`: whose findings, [] for all. `size`: of a random sample; the same `seed` over the same
    findings draws the same ones. `low_confidence`: 0–1, below which a finding is doubtful.
    `reviewers`: how many look at each.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=40, default=ids.mint_queue, unique=True)
    name = models.CharField(max_length=80)
    template = models.ForeignKey(Template, models.PROTECT, related_name="+")
    query = models.JSONField(default=list)
    goals = models.JSONField(default=list)
    sampling = models.CharField(max_length=8, choices=Sampling)
    size = models.PositiveIntegerField(null=True)
    seed = models.BigIntegerField()
    low_confidence = models.FloatField(default=0.6)
    reviewers = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, choices=QueueState, default=QueueState.DRAWING)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sampling__in=Sampling.values), name="review_queue_sampling"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=QueueState.values), name="review_queue_state"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewers__gte=1, reviewers__lte=MOST_REVIEWERS),
                name="review_queue_reviewers",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="review_queue_name"),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="review_queue_newest"),
            models.Index(
                fields=["id"], condition=models.Q(state="drawing"), name="review_queue_drawing"
            ),
        ]

    def __str__(self) -> str:
        return f"review queue {self.public_id}"
