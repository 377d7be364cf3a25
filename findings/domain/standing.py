"""A finding as it stands to the end of a transaction, and whether it is what was seen."""

from conversations.models import Conversation, Finding
from findings.domain.errors import Refused
from findings.values import mark


def standing(conversation_id: int, goal: str) -> Finding | None:
    """Return the conversation's finding of `goal`, its conversation locked; None without one."""
    Conversation.objects.select_for_update(no_key=True).filter(pk=conversation_id).first()
    return Finding.objects.filter(conversation_id=conversation_id, goal=goal).first()


def refuse_unseen(finding: Finding, seen: str) -> None:
    """Raise Refused where `seen`, the mark of what somebody had before them, is of another state.

    "" of those who look at nothing: programs.
    """
    if seen and seen != mark(finding.value, finding.review):
        raise Refused("", "This finding has changed since you opened it: look at it again.")
