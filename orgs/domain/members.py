"""Who is a member, and as what. An organisation always keeps an admin who can sign in."""

from django.db import transaction

from orgs.domain.audit import Actor, record
from orgs.domain.invitations import revoke_all_of
from orgs.models import Membership, Organization, Role, User


class LastAdmin(Exception):
    """Without this admin nobody could administer the organisation any more."""


class NotAMember(Exception):
    """The membership is not, or not any more, one of the organisation's."""


@transaction.atomic
def add_member(*, organization: Organization, user: User, role: Role) -> Membership:
    """Make `user` a member with `role`; a member already there gets the role instead."""
    membership, _ = Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": role}
    )
    return membership


@transaction.atomic
def change_role(
    *, actor: Actor, organization: Organization, public_id: str, role: Role
) -> Membership:
    """Give a member another role; the one they have already changes nothing and logs nothing.

    Whoever stops being an admin takes the invitations they left open with them. Raises LastAdmin,
    NotAMember.
    """
    membership = _locked(organization, public_id)
    before = membership.role
    if before == role:
        return membership
    if before == Role.ADMIN:
        _keep_an_admin(membership)
        revoke_all_of(actor=actor, membership=membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _record(actor, membership, "member.role_changed", {"from": before, "to": role})
    return membership


@transaction.atomic
def remove_member(*, actor: Actor, organization: Organization, public_id: str) -> None:
    """End a membership, and revoke the invitations that the member left open.

    The account stays: it is the person's own. Raises LastAdmin, NotAMember.
    """
    membership = _locked(organization, public_id)
    if membership.role == Role.ADMIN:
        _keep_an_admin(membership)
    revoke_all_of(actor=actor, membership=membership)
    _record(actor, membership, "member.removed", {"role": membership.role})
    membership.delete()


def _locked(organization: Organization, public_id: str) -> Membership:
    """Return the membership, with the organisation's members locked against other changes.

    The lock is on the organisation: two admins who demote each other at the same time would each
    lock a row of their own, and each count the other as still there.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    membership = (
        Membership.objects.select_related("user")
        .filter(organization=organization, public_id=public_id)
        .first()
    )
    if membership is None:
        raise NotAMember
    return membership


def _keep_an_admin(leaving: Membership) -> None:
    others = Membership.objects.filter(
        organization_id=leaving.organization_id, role=Role.ADMIN, user__is_active=True
    )
    if not others.exclude(pk=leaving.pk).exists():
        raise LastAdmin


def _record(actor: Actor, membership: Membership, action: str, details: dict[str, str]) -> None:
    record(
        actor=actor,
        action=action,
        organization_id=membership.organization_id,
        object_type="user",
        object_id=str(membership.user_id),
        details=details,
    )
