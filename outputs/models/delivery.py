"""One firing of an output: what is to be sent, and how that stands."""

from django.db import models
from django.utils import timezone

from conversations.models import Conversation, Template
from orgs.models import Organization
from outputs.models.endpoint import Endpoint
from web import ids


def mint_delivery() -> str:
    return ids.mint("msg")


class Kind(models.TextChoices):
    WEBHOOK = "webhook", "Webhook"
    CHAINED = "chained", "API call"
    CALLBACK = "callback", "Frontend callback"


class State(models.TextChoices):
    PENDING = "pending", "Pending"
    SUCCEEDED = "succeeded", "Delivered"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class EventType(models.TextChoices):
    """What sets outputs off, and what is sent besides."""

    GOAL_COMMITTED = "goal.committed", "Goal committed"
    CONVERSATION_ENDED = "conversation.ended", "Conversation ended"
    CONVERSATION_COMPLETED = "conversation.completed", "Conversation completed"
    CRITERIA_EVALUATED = "criteria.evaluated", "Criteria evaluated"
    CALLBACK_FIRED = "callback.fired", "Callback fired"
    FINDING_CORRECTED = "finding.corrected", "Finding corrected"
    PERSON_ERASED = "person.erased", "Person erased"
    TEST = "test", "Test"


_DUE = models.Q(state=State.PENDING, is_waiting=False, is_history=False)
_UNDELIVERED = ~models.Q(state=State.SUCCEEDED)


class Delivery(models.Model):
    """One firing; its public id is the `webhook-id` of every try. The schedule is here.

    `output`: the output's id on the template version; `goal`: the goal committed, if one was;
    `fact`: the conversation's revision that told of it, 0 for what happens once. Together they
    make that nothing fires twice. `target`: where it went, without query and userinfo.

    `lane`: what shares one limit of requests at a time, an endpoint's id or, below zero, the host
    of a chained call. `is_waiting`: its body is made at `next_attempt_at`, or once the summary is
    there. `is_history`: imported, never sent. `attempt_count`: all tries; `step`: those of the
    plan that began at `plan_started_at`, which a redelivery begins anew. `claim`: the sender that
    has it until `claimed_until`, when it is due again.

    `store_as`: the goal whose finding keeps the answer; `answer_due`: intake has yet to keep it.
    `erased_at`: when what it held went with the person it told of.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="deliveries", db_index=False
    )
    public_id = models.CharField(max_length=128, unique=True, default=mint_delivery)
    endpoint = models.ForeignKey(
        Endpoint, models.PROTECT, null=True, related_name="deliveries", db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, related_name="output_deliveries", db_index=False
    )
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, related_name="+", db_index=False
    )
    output = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    event_type = models.CharField(max_length=60)
    goal = models.CharField(max_length=200, blank=True)
    fact = models.PositiveBigIntegerField(default=0)
    target = models.CharField(max_length=500, blank=True)
    store_as = models.CharField(max_length=200, blank=True, default="")
    answer_due = models.BooleanField(default=False)

    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    is_waiting = models.BooleanField(default=False)
    is_history = models.BooleanField(default=False)
    lane = models.BigIntegerField(default=0)
    attempt_count = models.PositiveIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    plan_started_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)

    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=16, blank=True, default="")
    last_latency_ms = models.PositiveIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "output", "event_type", "goal", "fact"],
                condition=models.Q(
                    conversation__isnull=False,
                    is_history=False,
                    kind__in=[Kind.WEBHOOK, Kind.CHAINED],
                ),
                name="delivery_fires_once",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="delivery_kind"),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="delivery_state"
            ),
            models.CheckConstraint(condition=~models.Q(event_type=""), name="delivery_event_type"),
            models.CheckConstraint(
                condition=models.Q(
                    state=State.PENDING, is_history=False, next_attempt_at__isnull=False
                )
                | models.Q(state=State.PENDING, is_history=True, next_attempt_at__isnull=True)
                | (~models.Q(state=State.PENDING) & models.Q(next_attempt_at__isnull=True)),
                name="delivery_next_attempt",
            ),
        ]
        indexes = [
            # What senders walk: a lane's due ones, and from one lane to the next.
            models.Index(
                fields=["organization", "lane", "next_attempt_at", "id"],
                condition=_DUE,
                name="delivery_due",
            ),
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state=State.PENDING, is_waiting=True),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["id"], condition=models.Q(answer_due=True), name="delivery_answer_due"
            ),
            models.Index(
                fields=["conversation", "-created_at", "-id"],
                condition=models.Q(conversation__isnull=False),
                name="delivery_of_conversation",
            ),
            models.Index(fields=["organization", "-created_at", "-id"], name="delivery_newest"),
            # With the state, so that one chosen of a paused endpoint passes over what is held.
            models.Index(
                fields=["endpoint", "-created_at", "-id", "state"], name="delivery_of_endpoint"
            ),
            models.Index(fields=["template", "-created_at", "-id"], name="delivery_of_template"),
            models.Index(
                fields=["organization", "event_type", "-created_at", "-id"],
                name="delivery_by_event",
            ),
            # Few, where all is well: most are succeeded, which the newest ones are walked for.
            models.Index(
                fields=["organization", "state", "-created_at", "-id"],
                condition=_UNDELIVERED,
                name="delivery_undelivered",
            ),
            models.Index(
                fields=["endpoint", "state", "-created_at", "-id"],
                condition=_UNDELIVERED,
                name="delivery_undelivered_to",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
