"""The conversation itself, denormalised for reading, and who took part in it."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from conversations.models.indexes import ASKED_FOR_BY_PROGRAMS
from conversations.models.template import Template, TemplateVersion
from orgs.models import Organization
from persons.models import Person
from web import ids


class Status(models.TextChoices):
    CREATED = "created", "Created"
    JOINED = "joined", "Joined"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    ABANDONED = "abandoned", "Abandoned"


ENDED = frozenset({Status.COMPLETED, Status.FAILED, Status.ABANDONED})

LIVE = "live"  # the source of conversations that are led here, event by event


class SessionStatus(models.TextChoices):
    """How far the runtime has got with a session, in its own words."""

    LOADING = "loading", "Loading"
    READY = "ready", "Ready"
    JOINING = "joining", "Joining"
    CONNECTED = "connected", "Connected"
    DISCONNECTING = "disconnecting", "Disconnecting"
    ENDED = "ended", "Ended"


# A joined conversation that began earlier was left without an end, by an import for example.
LIVE_FOR = timedelta(hours=12)


class Delivered(models.TextChoices):
    """How a conversation's output deliveries stand, worst first."""

    NONE = "none", "None"
    PENDING = "pending", "Pending"
    FAILED = "failed", "Failed"
    SUCCESS = "success", "Delivered"


class Conversation(models.Model):
    """One run of a template.

    What a list row or the page's head shows is kept here beside the facts it comes from, so that
    reading one is one row: `person_label`, `person_count`, `template_name`, `version_number`,
    `turn_count`, `finding_count`, `goals_met`/`goals_total`, `gist`, `findings`, the delivery
    counts, all written by `intake` alone; and `frame_count`, how many frames can be shown, which
    the frames room writes.

    Times are UTC; `duration_seconds` is whole seconds. `revision` rises with every change.
    `digest` is the SHA-256 of the imported record, null once anything else changed the row.
    `source_fields` is what an import brought and we have no column for. `archived_there`: whether
    the system that it came from had put it away when it last told of it. `goal_states`: what the
    runtime said of goals without a finding, {goal id: state}. `erasing_at` hides the row
    everywhere. `redacted_at`: when words of somebody who was erased were taken out of it.

    Of a live one: `session_status`, '' before the first; `last_event_at`, the latest time an event
    gave; `search_due_at`, when its search document is to be made anew, null while it is as it
    should be; `joinable_until`, null where nobody can join, as with an imported one.
    `last_event_at` and `revision` change with every batch of events: they stand in no index, so
    that such an update touches none.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="conversations", db_index=False
    )
    public_id = models.CharField(max_length=128, default=ids.mint_conversation)
    session_id = models.CharField(max_length=128, null=True)
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, related_name="conversations", db_index=False
    )
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, related_name="conversations"
    )
    status = models.CharField(max_length=9, choices=Status, default=Status.CREATED)
    outcome = models.CharField(max_length=60, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=20)
    is_test = models.BooleanField(default=False)

    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    duration_seconds = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)
    archived_there = models.BooleanField(default=False, db_default=False)
    erasing_at = models.DateTimeField(null=True)
    redacted_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField(default=1)

    session_status = models.CharField(
        max_length=13, choices=SessionStatus, blank=True, default="", db_default=""
    )
    last_event_at = models.DateTimeField(null=True)
    search_due_at = models.DateTimeField(null=True)
    joinable_until = models.DateTimeField(null=True)

    summary = models.TextField(blank=True)
    context = models.JSONField(default=dict)
    goal_states = models.JSONField(default=dict)
    source_fields = models.JSONField(default=dict)
    digest = models.BinaryField(max_length=32, null=True)

    person_label = models.CharField(max_length=300, blank=True)
    person_count = models.PositiveSmallIntegerField(default=0)
    template_name = models.CharField(max_length=200, blank=True)
    version_number = models.PositiveIntegerField(null=True)
    gist = models.CharField(max_length=200, blank=True)
    turn_count = models.PositiveIntegerField(default=0)
    finding_count = models.PositiveIntegerField(default=0)
    goals_met = models.PositiveIntegerField(default=0)
    goals_total = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=dict)
    deliveries = models.CharField(max_length=7, choices=Delivered, default=Delivered.NONE)
    deliveries_total = models.PositiveIntegerField(default=0)
    deliveries_failed = models.PositiveIntegerField(default=0)
    frame_count = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "public_id"], name="conversation_public_id_unique"
            ),
            models.UniqueConstraint(
                fields=["organization", "session_id"], name="conversation_session_id_unique"
            ),
            # Ids that we minted lead to their conversation from anywhere, without an organisation.
            models.UniqueConstraint(
                fields=["public_id"], condition=models.Q(source=LIVE), name="conversation_live_id"
            ),
            models.UniqueConstraint(
                fields=["session_id"],
                condition=models.Q(source=LIVE),
                name="conversation_live_session",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="conversation_status"
            ),
            models.CheckConstraint(
                condition=models.Q(session_status__in=["", *SessionStatus.values]),
                name="conversation_session_status",
            ),
            models.CheckConstraint(
                condition=models.Q(deliveries__in=Delivered.values), name="conversation_deliveries"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True)
                | models.Q(started_at__isnull=True)
                | models.Q(ended_at__gte=models.F("started_at")),
                name="conversation_period",
            ),
            models.CheckConstraint(
                condition=models.Q(template__isnull=False)
                | models.Q(template_version__isnull=True),
                name="conversation_version_has_template",
            ),
            models.CheckConstraint(
                condition=models.Q(goals_met__lte=models.F("goals_total")),
                name="conversation_goals_met",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="conversation_source"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "is_test", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True),
                name="conversation_newest",
            ),
            # What few conversations are: without these, none at all walks the organisation.
            models.Index(
                fields=["organization", "is_test", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True, archived_at__isnull=False),
                name="conversation_archived",
            ),
            models.Index(
                fields=["organization", "is_test", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True, finding_count=0),
                name="conversation_without_findings",
            ),
            models.Index(
                fields=["organization", "is_test", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True, frame_count__gt=0),
                name="conversation_with_frames",
            ),
            models.Index(
                fields=["organization", "is_test", "duration_seconds"],
                condition=models.Q(erasing_at__isnull=True),
                name="conversation_by_length",
            ),
            models.Index(
                fields=["organization", "is_test", "status", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True),
                name="conversation_by_status",
            ),
            models.Index(
                fields=["template", "is_test", "status", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True),
                name="conversation_by_tpl_status",
            ),
            models.Index(
                fields=["template", "is_test", "-created_at", "-id"],
                condition=models.Q(erasing_at__isnull=True),
                name="conversation_by_template",
            ),
            *ASKED_FOR_BY_PROGRAMS,
            # What the sweeps and the search look for: few rows, however many conversations.
            models.Index(
                fields=["id"],
                condition=models.Q(source=LIVE, status=Status.JOINED, erasing_at__isnull=True),
                name="conversation_live_joined",
            ),
            models.Index(
                fields=["joinable_until"],
                condition=models.Q(source=LIVE, status=Status.CREATED, erasing_at__isnull=True),
                name="conversation_live_created",
            ),
            models.Index(
                fields=["search_due_at"],
                condition=models.Q(search_due_at__isnull=False, erasing_at__isnull=True),
                name="conversation_search_due",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def origin(self) -> datetime:
        """The instant that offsets are counted from."""
        return self.started_at or self.created_at


class Participation(models.Model):
    """One person's part in one conversation; `position` keeps the order given, from 0.

    `conversation_created_at` repeats the conversation's, so that one person's conversations are
    read newest first from one index.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="participations", db_index=False
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="participations", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    conversation_created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "person"], name="participation_unique"),
        ]
        indexes = [
            models.Index(
                fields=["person", "-conversation_created_at", "-conversation"],
                name="participation_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"participation {self.pk}"
