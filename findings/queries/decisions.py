"""What people decided about a finding, and whom its value was sent to."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from conversations.models import Conversation, Decided, Finding, FindingDecision
from orgs.models import Organization

_MOST = 200


def history(conversation: Conversation, goal: str) -> list[FindingDecision]:
    """Return the decisions about the conversation's finding of `goal`, newest first."""
    found = FindingDecision.objects.filter(conversation=conversation, goal=goal)
    return list(found.select_related("decided_by").order_by("-pk")[:_MOST])


def decision(organization: Organization, public_id: str) -> FindingDecision | None:
    """Return the organisation's decision, None for an unknown one or a hidden conversation."""
    found = FindingDecision.objects.filter(
        organization=organization, public_id=public_id, conversation__erasing_at__isnull=True
    )
    return found.select_related("conversation").first()


def is_last(decision: FindingDecision) -> bool:
    """Whether nobody decided about the finding since; what is committed later changes nothing."""
    later = FindingDecision.objects.filter(
        conversation=decision.conversation_id, goal=decision.goal, pk__gt=decision.pk
    )
    return not later.exclude(kind=Decided.RECOMMITTED).exists()


def stood(conversation: int, goal: str) -> Callable[[datetime], Any]:
    """Return what tells which value of a finding counted at a moment, as far as decisions do.

    What the runtime committed before anybody decided is known by its last value.
    """
    found = FindingDecision.objects.filter(conversation=conversation, goal=goal).order_by("pk")
    rows = list(found)

    def at(moment: datetime) -> Any:
        counted, holds = rows[0].before if rows else None, False
        for row in rows:
            is_decided = row.kind != Decided.RECOMMITTED
            if row.at > moment:
                return row.before if is_decided else counted
            if is_decided:
                counted, holds = row.value, row.kind == Decided.CORRECTED
            elif not holds:
                counted = row.value
        return counted

    return at


def finding(conversation: Conversation, goal: str) -> Finding | None:
    return Finding.objects.filter(conversation=conversation, goal=goal).first()
