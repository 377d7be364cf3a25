"""Support staff's visits: a stated reason opens an organisation to them for an hour."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from orgs.domain.audit import Actor, record
from orgs.models import Organization, SupportAccess, User

VISIT = timedelta(hours=1)


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
