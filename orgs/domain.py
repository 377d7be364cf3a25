"""Writes of the orgs room: the audit log, and support staff's stated reasons."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from orgs.models import AuditEvent, Membership, Organization, Role, SupportAccess, User
from web.logs import current_request_id

VISIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where."""

    kind: AuditEvent.Actor
    id: int | None
    address: str | None = None


def record(
    *,
    actor: Actor,
    action: str,
    organization_id: int | None,
    object_type: str = "",
    object_id: str = "",
    reason: str = "",
    ticket: str = "",
) -> AuditEvent:
    """Write one audit row beside the change it tells of; call it inside that transaction."""
    return AuditEvent.objects.create(
        actor_kind=actor.kind,
        actor_id=actor.id,
        address=actor.address,
        action=action,
        organization_id=organization_id,
        object_type=object_type,
        object_id=object_id,
        reason=reason,
        ticket=ticket,
        request_id=current_request_id.get(),
    )


@transaction.atomic
def add_user(*, email: str, name: str, password: str | None, is_support: bool = False) -> User:
    """Make a user who can sign in at once: the address counts as verified.

    Without a password they set one through "Forgot your password?". Raises IntegrityError where
    the address is taken.
    """
    user = User.objects.create_user(email, password, name=name, is_support=is_support)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def add_member(*, organization: Organization, user: User, role: Role) -> Membership:
    """Make `user` a member with `role`; a member already there gets the role instead."""
    membership, _ = Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": role}
    )
    return membership


@transaction.atomic
def open_support_visit(
    *, actor: Actor, user: User, organization: Organization, reason: str, ticket: str
) -> datetime:
    """Let a support person read `organization` for an hour, and say so in its audit log.

    Returns when the visit ends (UTC).
    """
    now = timezone.now()
    visit = SupportAccess.objects.create(
        user=user,
        organization=organization,
        reason=reason,
        ticket=ticket,
        granted_at=now,
        expires_at=now + VISIT,
    )
    record(
        actor=actor,
        action="support.visit",
        organization_id=organization.pk,
        object_type="organization",
        object_id=organization.public_id,
        reason=reason,
        ticket=ticket,
    )
    return visit.expires_at
