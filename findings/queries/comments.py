"""What members wrote about turns."""

from conversations.models import Conversation
from findings.models import Comment

SHOWN = 500


def comments(conversation: Conversation) -> list[Comment]:
    """Return the conversation's comments, turn by turn."""
    found = Comment.objects.filter(conversation=conversation).select_related("author")
    return list(found.order_by("turn", "pk")[:SHOWN])
