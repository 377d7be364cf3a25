"""The audit log, and the stated reasons under which support staff read an organisation."""

from django.db import models
from django.utils import timezone

from orgs.models.people import Organization, User


class AuditEvent(models.Model):
    """Who did what to which object, when, why. Never content or names.

    `topic`: the group of actions it is shown under. `details`: what changed, in words of ours
    alone: {"from": "viewer", "to": "analyst"}.

    No foreign keys: the record outlives what it is about. The application's database role may
    only insert and select (see `roxels_dash.database`).
    """

    class Actor(models.TextChoices):
        USER = "user", "Member"
        SUPPORT = "support", "Support staff"
        KEY = "key", "API key"
        SYSTEM = "system", "System"

    class Topic(models.TextChoices):
        SIGN_INS = "sign-ins", "Sign-ins"
        MEMBERS = "members", "Members"
        KEYS = "keys", "API keys"
        EXPORTS = "exports", "Exports"
        SUPPORT = "support", "Support staff"
        ERASURES = "erasures", "Erasures"

    at = models.DateTimeField(default=timezone.now)
    organization_id = models.BigIntegerField(null=True)
    actor_kind = models.CharField(max_length=7, choices=Actor)
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=60)
    topic = models.CharField(max_length=8, choices=Topic, blank=True)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=128, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    ticket = models.CharField(max_length=100, blank=True)
    details = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization_id", "-at", "-id"], name="audit_newest"),
            models.Index(
                fields=["organization_id", "actor_id", "-at", "-id"], name="audit_newest_of_actor"
            ),
            models.Index(
                fields=["organization_id", "object_id", "-at", "-id"],
                condition=models.Q(object_type="user"),
                name="audit_newest_of_user",
            ),
            models.Index(
                fields=["organization_id", "topic", "-at", "-id"], name="audit_newest_of_topic"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=["user", "support", "key", "system"]),
                name="audit_actor_kind",
            ),
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class SupportAccess(models.Model):
    """A support person's reason for reading one organisation, and until when it holds."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="support_accesses")
    user = models.ForeignKey(User, models.CASCADE, related_name="support_accesses")
    reason = models.CharField(max_length=500)
    ticket = models.CharField(max_length=100, blank=True)
    granted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["user", "organization", "-expires_at"], name="support_access_open")
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="support_access_reason"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("granted_at")),
                name="support_access_period",
            ),
        ]

    def __str__(self) -> str:
        return f"support access {self.pk}"
