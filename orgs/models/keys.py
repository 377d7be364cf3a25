"""API keys: shown once, kept as prefix and hash."""

from django.db import models
from django.utils import timezone

from orgs.models.people import Organization, User


class ApiKey(models.Model):
    """A program's key to one organisation. `digest` is the SHA-256 of the whole key."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    is_test = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="api_key_newest")]

    def __str__(self) -> str:
        return f"API key {self.prefix}…"
