"""The conversation a page is about."""

from datetime import timedelta

from django.http import Http404
from django.utils import timezone

from conversations.models import Conversation
from conversations.queries import facts
from orgs.domain import record
from orgs.http import OrganizationRequest, actor_of
from orgs.models import AuditEvent

_TOLD_EVERY = timedelta(minutes=10)


def conversation_or_404(request: OrganizationRequest, public_id: str) -> Conversation:
    """Return the organisation's own conversation; anyone else's is as unknown as none."""
    organization = request.access.organization
    conversation = facts.get(organization, public_id)
    if conversation is None:
        raise Http404
    conversation.organization = organization
    return conversation


def tell_of_following(request: OrganizationRequest, page: str, public_id: str = "") -> None:
    """Write that support staff go on reading `page`, which shows them new words, to the audit log.

    Once in ten minutes: a line for each word would bury all the others.
    """
    if request.access.role is not None:
        return
    organization_id, actor = request.access.organization.pk, actor_of(request)
    lately = AuditEvent.objects.filter(
        organization_id=organization_id,
        actor_id=actor.id,
        at__gt=timezone.now() - _TOLD_EVERY,
        action="support.read",
        object_type=page,
        object_id=public_id,
    )
    if not lately.exists():
        record(
            actor=actor,
            action="support.read",
            organization_id=organization_id,
            object_type=page,
            object_id=public_id,
        )
