"""Who is a member of an organisation, and who was asked to become one."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from orgs.models import Invitation, Membership, Organization, Role, User


def members(organization: Organization) -> QuerySet[Membership]:
    """Return all memberships with their users, by name; each tells `has_second_factor`.

    Not in pages: an organisation has as many members as it has colleagues.
    """
    codes = Authenticator.objects.filter(
        user_id=OuterRef("user_id"), type=Authenticator.Type.TOTP.value
    )
    found = Membership.objects.filter(organization=organization).select_related("user")
    return found.annotate(has_second_factor=Exists(codes)).order_by(
        Lower("user__name"), "user__email"
    )


def member(organization: Organization, public_id: str) -> Membership | None:
    return members(organization).filter(public_id=public_id).first()


def is_last_admin(membership: Membership) -> bool:
    """Whether the organisation has no other admin who can sign in."""
    others = Membership.objects.filter(
        organization_id=membership.organization_id, role=Role.ADMIN, user__is_active=True
    )
    return membership.role == Role.ADMIN and not others.exclude(pk=membership.pk).exists()


def pending(organization: Organization) -> QuerySet[Invitation]:
    """Return the invitations whose links still work, newest first."""
    return (
        Invitation.objects.filter(
            organization=organization,
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )
        .select_related("invited_by")
        .order_by("-created_at", "-id")
    )


def pending_one(organization: Organization, public_id: str) -> Invitation | None:
    return pending(organization).filter(public_id=public_id).first()


def invitation_by(digest: bytes) -> Invitation | None:
    """Return the invitation, open or not, whose link's token has this SHA-256."""
    return Invitation.objects.select_related("organization").filter(digest=digest).first()


def account_at(email: str) -> User | None:
    """Return whose sign-in address this is; addresses are kept in lower case."""
    return User.objects.filter(email=email.lower()).first()
