"""What members write about a turn."""

from conversations.models import Conversation
from findings.domain.errors import Refused
from findings.models import Comment
from orgs.models import User

LONGEST = 2_000
_MOST = 500  # of one conversation


def comment(*, conversation: Conversation, author: User, turn: int, text: str) -> Comment:
    """Keep words about a turn, the same ones once. Raises Refused, naming the field."""
    text = text.strip()
    if not text or "\x00" in text:
        raise Refused("text", "Write something.")
    if len(text) > LONGEST:
        raise Refused("text", f"A comment may be {LONGEST:,} characters long.")
    if not 1 <= turn <= conversation.turn_count:
        raise Refused("turn", "There is no such turn.")
    own = Comment.objects.filter(conversation=conversation, turn=turn, author=author, text=text)
    if (known := own.first()) is not None:
        return known
    if Comment.objects.filter(conversation=conversation).count() >= _MOST:
        raise Refused("", f"A conversation takes {_MOST} comments.")
    return Comment.objects.create(
        organization_id=conversation.organization_id,
        conversation=conversation,
        author=author,
        turn=turn,
        text=text,
    )


def uncomment(*, conversation: Conversation, author: User, comment_id: int) -> bool:
    """Delete one's own comment; return whether there was one."""
    mine = Comment.objects.filter(conversation=conversation, author=author, pk=comment_id)
    deleted, _ = mine.delete()
    return bool(deleted)
