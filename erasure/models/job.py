"""The job: from the request to the proof."""

from django.db import models
from django.utils import timezone

from orgs.models import Organization
from web import ids


def mint_erasure() -> str:
    return ids.mint("er")


class Kind(models.TextChoices):
    PERSON = "person", "A person"
    CONVERSATIONS = "conversations", "Conversations"
    RETENTION = "retention", "Conversations past their retention"


class Via(models.TextChoices):
    """By which door the request came in."""

    SUPPORT = "support", "Support console"
    ADMIN = "admin", "An admin of the organisation"
    API = "api", "The API"
    RETENTION = "retention", "The organisation's retention"
    REPLAY = "replay", "Replayed after a restore"


class AskedBy(models.TextChoices):
    """Whose wish it is."""

    CUSTOMER = "customer", "The customer"
    PERSON = "person", "The person"
    SUPPORT = "support", "Support staff"
    SYSTEM = "system", "A rule"


class IdentityCheck(models.TextChoices):
    """How it was made sure that it is the person who asks, or somebody who may ask for them."""

    NOT_VERIFIED = "not verified", "Not verified"
    BY_CUSTOMER = "customer", "Verified by the customer"
    BY_REPLY = "reply", "Verified by a reply from the address on file"
    BY_DOCUMENT = "document", "Verified by a document"
    NOT_NEEDED = "not needed", "Not needed: the organisation disposes of its own data"


class State(models.TextChoices):
    RECEIVED = "received", "Received"
    COUNTED = "counted", "Dry run ready"
    AWAITING = "awaiting", "Awaiting a second approval"
    RUNNING = "running", "Running"
    VERIFYING = "verifying", "Verifying"
    MENTIONS = "mentions", "Mentions to review"
    FAILING = "failing", "Failing, and still trying"
    DONE = "done", "Done"
    DENIED = "denied", "Denied"


CLOSED = (State.DONE, State.DENIED)
# What a worker takes up; the others wait for people.
WORKED = (State.RUNNING, State.VERIFYING, State.FAILING)
# The request may still be denied: nothing was hidden yet.
ASKED = (State.RECEIVED, State.COUNTED, State.AWAITING)


class Erasure(models.Model):
    """One request to erase, and the job it becomes. It holds no name and no id of the person.

    What is known of the person while it runs stands in Identity and Target, which its end deletes.
    `subject_count`: how many persons (of the kind `person`: 1) or conversations it is about.
    `commitment`: SHA-256 of a nonce, person id and external id; the nonce went to who asked.
    `counts`: the dry run, {place: number}; `before`, `after`: the same when it began and when it
    was verified. `decisions`: of mentions, how many were "erased" with their conversation,
    "redacted", and "dismissed".

    `lease_until`, `leased_by`: the worker that has it. `next_try_at`, `tries`, `problem`: when a
    step failed, the kind of its error.
    """

    public_id = models.CharField(max_length=128, unique=True, default=mint_erasure)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=13, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    via = models.CharField(max_length=9, choices=Via)
    asked_by = models.CharField(max_length=8, choices=AskedBy)
    identity_check = models.CharField(max_length=12, choices=IdentityCheck)
    ticket = models.CharField(max_length=100, blank=True)
    denial_reason = models.CharField(max_length=500, blank=True)
    requested_by_kind = models.CharField(max_length=7)
    requested_by_id = models.BigIntegerField(null=True)
    subject_count = models.PositiveIntegerField(default=1)
    commitment = models.BinaryField(max_length=32, null=True)

    created_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    counts = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)

    lease_until = models.DateTimeField(null=True)
    leased_by = models.UUIDField(null=True)
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="erasure_state"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="erasure_kind"),
            models.CheckConstraint(
                condition=~models.Q(state=State.DENIED) | ~models.Q(denial_reason=""),
                name="erasure_denial_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.DONE)
                | models.Q(verified_at__isnull=False, finished_at__isnull=False),
                name="erasure_done_is_verified",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="erasure_newest_of"),
            models.Index(fields=["-created_at", "-id"], name="erasure_newest"),
            models.Index(
                fields=["due_at", "id"],
                condition=~models.Q(state__in=CLOSED),
                name="erasure_open_by_due",
            ),
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=WORKED),
                name="erasure_to_work",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def has_begun(self) -> bool:
        return self.began_at is not None
