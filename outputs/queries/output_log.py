"""The deliveries of one conversation."""

from conversations.models import Conversation
from outputs.queries.rows import Row, read_rows

SHOWN = 200


def log(conversation: Conversation) -> list[Row]:
    """Return the conversation's newest deliveries, newest first, in one statement."""
    return read_rows(
        "SELECT * FROM outputs_delivery WHERE organization_id = %s AND conversation_id = %s"
        " ORDER BY created_at DESC, id DESC LIMIT %s",
        [conversation.organization_id, conversation.pk, SHOWN],
        "d.created_at DESC, d.id DESC",
    )
