"""Who may enter an organisation, and as what."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from orgs.models import Membership, Organization, Role, SupportAccess, User
from orgs.roles import MEMBERS_MAY, SUPPORT_MAY, Act


@dataclass(frozen=True, slots=True)
class Access:
    """Someone's standing in one organisation. `role` is None for support staff on a visit."""

    user: User
    organization: Organization
    role: Role | None
    others: tuple[Organization, ...] = ()
    visit_ends_at: datetime | None = None

    def may(self, act: Act) -> bool:
        if self.role is None:
            return act in SUPPORT_MAY
        return self.role in MEMBERS_MAY[act]


def organizations_of(user: User) -> list[Organization]:
    """Return the organisations a user is a member of, by name."""
    memberships = user.memberships.select_related("organization").order_by("organization__name")
    return [membership.organization for membership in memberships]


def organization_at(slug: str) -> Organization | None:
    """Return the organisation at `slug`. For support staff only: it answers for everyone's."""
    return Organization.objects.filter(slug=slug).first()


def access_of(user: User, slug: str) -> Access | None:
    """Return the user's standing in the organisation at `slug`, or None for a stranger.

    Support staff who are no members get an Access without role, whether or not they stated a
    reason; `visit_ends_at` is then set while one holds. One query for members, three for support.
    """
    memberships = list(
        user.memberships.select_related("organization").order_by("organization__name")
    )
    others = tuple(m.organization for m in memberships if m.organization.slug != slug)
    for membership in memberships:
        if membership.organization.slug == slug:
            return _member(user, membership, others)
    if not user.is_support:
        return None
    organization = organization_at(slug)
    if organization is None:
        return None
    return Access(user, organization, None, others, _visit_end(user, organization))


def _member(user: User, membership: Membership, others: tuple[Organization, ...]) -> Access:
    return Access(user, membership.organization, Role(membership.role), others)


def _visit_end(user: User, organization: Organization) -> datetime | None:
    visits = SupportAccess.objects.filter(
        user=user, organization=organization, expires_at__gt=timezone.now()
    )
    return visits.order_by("-expires_at").values_list("expires_at", flat=True).first()
