"""The conversation a page is about."""

from django.http import Http404

from conversations.models import Conversation
from conversations.queries import facts
from orgs.http import OrganizationRequest


def conversation_or_404(request: OrganizationRequest, public_id: str) -> Conversation:
    """Return the organisation's own conversation; anyone else's is as unknown as none."""
    organization = request.access.organization
    conversation = facts.get(organization, public_id)
    if conversation is None:
        raise Http404
    conversation.organization = organization
    return conversation
