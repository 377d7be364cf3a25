"""Invitations: made, revoked, accepted. A link belongs to the address it was made for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from orgs.domain import links
from orgs.domain.accounts import add_user
from orgs.domain.audit import Actor, record
from orgs.models import AuditEvent, Invitation, Membership, Organization, Role, User

VALID_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=90)
PER_DAY = 100


class InvitationClosed(Exception):
    """The link was used or revoked, or it ran out."""


class AlreadyAMember(Exception):
    """The address belongs to a member."""


class TooManyInvitations(Exception):
    """The organisation made PER_DAY within a day: more would be spam to somebody."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its link's token, which only this answer knows. `is_new`: just made."""

    invitation: Invitation
    token: str
    is_new: bool


@transaction.atomic
def invite(
    *, actor: Actor, organization: Organization, by: User, email: str, role: Role, once: str
) -> Invited:
    """Make an invitation for 7 days; an earlier open one to the same address is revoked.

    `once`: the form's own random text. The token is made from it, so that a form sent twice meets
    the invitation it made the first time. Raises AlreadyAMember, TooManyInvitations, and
    InvitationClosed where a form is sent again after its link was closed.
    """
    email = email.strip().lower()
    # One at a time: two forms at once must not leave two open invitations.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    token = links.make_token(organization.pk, by.pk, role, once, email)
    known = Invitation.objects.filter(digest=links.digest_of(token)).first()
    if known:
        if not known.is_open():
            raise InvitationClosed
        return Invited(known, token, is_new=False)
    now = timezone.now()
    _refuse(organization, email, now)
    _revoke(actor, Invitation.objects.filter(organization=organization, email=email))
    invitation = Invitation.objects.create(
        organization=organization,
        email=email,
        role=role,
        digest=links.digest_of(token),
        invited_by=by,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    _record(actor, invitation, "member.invited")
    return Invited(invitation, token, is_new=True)


@transaction.atomic
def revoke(*, actor: Actor, organization: Organization, public_id: str) -> bool:
    """Close an open invitation; return False where there was none to close."""
    found = Invitation.objects.filter(organization=organization, public_id=public_id)
    return _revoke(actor, found) > 0


def revoke_all_of(*, actor: Actor, membership: Membership) -> int:
    """Close what a member left open, who could else come back through it; return how many."""
    found = Invitation.objects.filter(
        organization_id=membership.organization_id, invited_by_id=membership.user_id
    )
    return _revoke(actor, found)


@transaction.atomic
def accept(*, address: str | None, invitation: Invitation, user: User) -> Membership:
    """Make `user`, whose address it is, a member; one who is a member already keeps their role.

    `address`: the IP address the user comes from. Raises InvitationClosed.
    """
    return _accept(_locked(invitation), user, address)


@transaction.atomic
def join(
    *, address: str | None, invitation: Invitation, name: str, password: str, is_mailed: bool
) -> User:
    """Make an account for the invited address, and a member of it.

    The address counts as verified where the link came by mail (`is_mailed`). With a link passed
    on by other means it is confirmed by a mail of its own before the first sign-in: otherwise an
    admin could open an account under anybody's address. Raises InvitationClosed, IntegrityError
    where the address got an account meanwhile.
    """
    locked = _locked(invitation)
    user = add_user(email=locked.email, name=name, password=password, is_verified=is_mailed)
    _accept(locked, user, address)
    return user


def forget_old() -> int:
    """Delete the invitations that ended long ago, with the addresses in them; return how many."""
    limit = timezone.now() - KEPT_FOR
    return Invitation.objects.filter(expires_at__lt=limit).delete()[0]


def _refuse(organization: Organization, email: str, now: datetime) -> None:
    own = Invitation.objects.filter(organization=organization)
    if Membership.objects.filter(organization=organization, user__email=email).exists():
        raise AlreadyAMember
    if own.filter(created_at__gt=now - timedelta(days=1)).count() >= PER_DAY:
        raise TooManyInvitations


def _revoke(actor: Actor, found: QuerySet[Invitation]) -> int:
    """Close the open ones; one that ran out is closed too, but that is no news for the log."""
    now = timezone.now()
    revoked = 0
    for invitation in found.filter(accepted_at=None, revoked_at=None).select_for_update():
        if invitation.is_open(now):
            _record(actor, invitation, "invitation.revoked")
            revoked += 1
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
    return revoked


def _locked(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if locked is None or not locked.is_open():
        raise InvitationClosed
    return locked


def _accept(invitation: Invitation, user: User, address: str | None) -> Membership:
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership, is_new = Membership.objects.get_or_create(
        organization_id=invitation.organization_id, user=user, defaults={"role": invitation.role}
    )
    if is_new:
        record(
            actor=Actor(AuditEvent.Actor.USER, user.pk, address),
            action="member.joined",
            organization_id=invitation.organization_id,
            object_type="user",
            object_id=str(user.pk),
            details={"role": invitation.role},
        )
    return membership


def _record(actor: Actor, invitation: Invitation, action: str) -> None:
    record(
        actor=actor,
        action=action,
        organization_id=invitation.organization_id,
        object_type="invitation",
        object_id=invitation.public_id,
        details={"role": invitation.role},
    )
