"""What a join link leads to. Whoever has the link asks: there is no organisation to ask within."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from conversations.models import LIVE, Conversation
from conversations.models.conversation import ENDED

# The end that the sweep gives to a conversation which nobody joined in time.
EXPIRED = "expired"

_LINKED = """
SELECT c.session_id, c.status, c.end_reason, c.joinable_until, organization.name
FROM conversations_conversation c
JOIN orgs_organization organization ON organization.id = c.organization_id
WHERE c.public_id = %s AND c.source = %s AND c.erasing_at IS NULL
"""


class Linked(NamedTuple):
    session_id: str
    status: str
    end_reason: str
    joinable_until: datetime | None
    organization: str


def state_of(conversation: Linked | Conversation, now: datetime) -> str:
    """Return `open`, `ended` or `expired`."""
    if conversation.status in ENDED:
        return "expired" if conversation.end_reason == EXPIRED else "ended"
    until = conversation.joinable_until
    return "open" if until is not None and until > now else "expired"


def linked(public_id: str) -> Linked | None:
    """Return what the link of this conversation leads to.

    None for one that is unknown, was erased or is being, or was led elsewhere and imported.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LINKED, [public_id, LIVE])
        row = cursor.fetchone()
    return Linked._make(row) if row else None
