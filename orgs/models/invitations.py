"""Invitations: a link that makes one address a member, once."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from orgs.models.people import Organization, Role, User
from web import ids


class Invitation(models.Model):
    """An address that may join an organisation with a role. `digest`: SHA-256 of the link's token.

    At most one of an organisation's invitations to an address is neither used nor revoked.
    """

    public_id = models.CharField(max_length=128, unique=True, default=ids.mint_invitation)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=7, choices=Role)
    digest = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="invitation_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None),
                name="invitation_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.public_id}"

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether the link still works."""
        ended = self.accepted_at or self.revoked_at
        return not ended and self.expires_at > (now or timezone.now())
