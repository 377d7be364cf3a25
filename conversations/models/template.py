"""What a conversation runs."""

from django.db import models
from django.utils import timezone

from conversations.models.named import NamedUuid
from orgs.models import Organization
from web import ids


class Template(models.Model):
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="templates", db_index=False
    )
    public_id = models.CharField(max_length=128, default=ids.mint_template)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "public_id"], name="template_public_id_unique"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="template_name"),
        ]
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="template_by_name"),
            models.Index(models.F("organization"), NamedUuid("public_id"), name="template_by_uuid"),
        ]

    def __str__(self) -> str:
        return self.public_id


class TemplateVersion(models.Model):
    """One wording of a template; a conversation keeps the one that was live at its creation.

    `goals`: [{id, description, type, allowed_values, critical}] in the order they are pursued.
    `criteria`: [{id, description}]. `phases`, `outputs`: as the runtime takes them.
    `max_duration_seconds`: null means no limit. `digest` tells whether a version is new.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    template = models.ForeignKey(Template, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    instructions = models.TextField(blank=True)
    goals = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    phases = models.JSONField(default=list)
    outputs = models.JSONField(default=list)
    screen_share = models.BooleanField(default=False)
    max_duration_seconds = models.PositiveIntegerField(null=True)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"], name="template_version_number_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="template_version_number"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of template {self.template_id}"
