"""Tables and transcripts that were taken away: what is being made, and what can be fetched."""

from django.db import models
from django.utils import timezone

from conversations.models import Template
from orgs.models import Organization, User
from web import ids


class ExportForm(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    PARQUET = "parquet", "Parquet"
    JSONL = "jsonl", "JSON Lines"
    TXT = "txt", "Transcripts, plain text"
    MD = "md", "Transcripts, Markdown"
    JSON = "json", "Whole records, JSON"


class ExportState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


class Export(models.Model):
    """A file made of a selection. `query`: [[parameter, value], …] of the findings page.

    `secret` is in the file's key in the bucket, which nobody can guess. `run` counts who works on
    it: one whose number is no longer the row's has lost it. `lease_until`: when a worker that has
    not been heard of may be taken for dead. `rows_told`: how many were expected, exactly or about.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=40, default=ids.mint_export, unique=True)
    secret = models.CharField(max_length=40)
    template = models.ForeignKey(Template, models.PROTECT, related_name="+")
    query = models.JSONField(default=list)
    form = models.CharField(max_length=7, choices=ExportForm)
    state = models.CharField(max_length=7, choices=ExportState, default=ExportState.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    rows_told = models.PositiveIntegerField(default=0)
    is_exact = models.BooleanField(default=True)
    rows_done = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(null=True)
    run = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(form__in=ExportForm.values), name="export_form"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ExportState.values), name="export_state"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="export_newest"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="export_due",
            ),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]

    def __str__(self) -> str:
        return f"export {self.public_id}"
