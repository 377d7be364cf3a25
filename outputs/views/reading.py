"""What support staff read here, for the organisation's audit log."""

from datetime import timedelta

from django.utils import timezone

from orgs.domain import record
from orgs.http import OrganizationRequest, actor_of
from orgs.models import AuditEvent

_TOLD_EVERY = timedelta(minutes=10)


def tell_of_reading(request: OrganizationRequest, page: str, public_id: str) -> None:
    """Write that support staff read `page`; of a page that asks by itself once in ten minutes."""
    if request.access.role is not None:
        return
    organization_id, actor = request.access.organization.pk, actor_of(request)
    if request.headers.get("HX-Request") == "true":
        lately = AuditEvent.objects.filter(
            organization_id=organization_id,
            actor_id=actor.id,
            at__gt=timezone.now() - _TOLD_EVERY,
            action="support.read",
            object_type=page,
            object_id=public_id,
        )
        if lately.exists():
            return
    record(
        actor=actor,
        action="support.read",
        organization_id=organization_id,
        object_type=page,
        object_id=public_id,
    )
