"""API keys: shown once, kept as prefix and hash."""

import hashlib
from datetime import datetime

from django.db import models
from django.utils import timezone

from orgs.models.people import Organization, User
from web import ids


class ApiKey(models.Model):
    """A program's key to one organisation, to its test conversations or to its live ones.

    `digest`: the SHA-256 of the whole key, which nobody keeps. `prefix`: its first letters, by
    which people know it. `requests_per_minute`: null is what the settings say.

    A key is never deleted: the audit log names it. One that was rotated ends when its overlap
    does, by its `expires_at`.
    """

    public_id = models.CharField(max_length=128, unique=True, default=ids.mint_key)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    is_test = models.BooleanField(default=False)
    requests_per_minute = models.PositiveIntegerField(null=True)
    rotated_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replacement"
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="api_key_newest")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="api_key_name"),
            models.CheckConstraint(
                condition=models.Q(requests_per_minute=None) | models.Q(requests_per_minute__gt=0),
                name="api_key_limit",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at=None)
                | models.Q(expires_at__gte=models.F("created_at")),
                name="api_key_period",
            ),
        ]

    def __str__(self) -> str:
        return f"API key {self.prefix}…"

    def is_active(self, now: datetime | None = None) -> bool:
        """Whether requests with it are let through."""
        ends = self.ends_at()
        return ends is None or ends > (now or timezone.now())

    def ends_at(self) -> datetime | None:
        """Return when it ended, or will; None for never."""
        return min(filter(None, (self.revoked_at, self.expires_at)), default=None)

    def is_replaced(self) -> bool:
        """Whether it was rotated: it has a successor, and none besides that."""
        return hasattr(self, "replacement")


def digest_of(secret: str) -> bytes:
    """Return what is kept of a key; anything that came as one has a digest."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
