"""Deciding about a finding outside of any queue, and telling who has its old value."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from conversations.models import Conversation, Decided, FindingDecision
from findings.domain.errors import Missing, Refused
from findings.domain.standing import refuse_unseen, standing
from findings.queries import decisions
from intake.domain import Decision, Erased, NoSuchFinding, Refusal, decide_finding
from orgs.domain import Actor, record
from orgs.models import User
from outputs.domain import fire_correction
from outputs.queries.told_finding import told_of_finding

_KINDS = {
    "accept": Decided.ACCEPTED,
    "correct": Decided.CORRECTED,
    "reject": Decided.REJECTED,
    "restore": Decided.RESTORED,
}


@transaction.atomic
def decide(
    *, conversation: Conversation, by: User, goal: str, verdict: str, value: Any, reason: str,
    seen: str = "",
) -> FindingDecision | None:  # fmt: skip
    """Decide about the conversation's finding of `goal`; None where it stands so already.

    `seen`: the mark of what was shown. Raises Missing, and Refused, naming the field.
    """
    finding = standing(conversation.pk, goal)
    if finding is not None:
        refuse_unseen(finding, seen)
    decision = Decision(_KINDS[verdict], value=value, reason=reason.strip(), user_id=by.pk)
    try:
        return decide_finding(conversation.organization_id, conversation.pk, goal, decision)
    except Refusal as refusal:
        raise Refused(refusal.field, f"The {refusal.field} {refusal.reason}.") from None
    except (NoSuchFinding, Erased):
        raise Missing from None


@transaction.atomic
def send_correction(*, actor: Actor, decision: FindingDecision, endpoints: Collection[str]) -> int:
    """Send `finding.corrected` with the decision's old and new value to these endpoints.

    Only those that got another value are told, each once a decision and with what it was told last;
    return to how many it goes.
    Raises Refused where something was decided since.
    """
    if not decisions.is_last(decision):
        raise Refused("", "Something else was decided since; send that.")
    told = told_of_finding(
        decision.organization_id,
        decision.conversation_id,
        decision.goal,
        decisions.stood(decision.conversation_id, decision.goal),
        decision.value,
    )
    chosen = [each for each in told if each.endpoint in set(endpoints)]
    sent = fire_correction(
        decision.organization_id,
        decision.conversation_id,
        correction_id=decision.public_id,
        goal=decision.goal,
        old=decision.before,
        new=decision.value,
        endpoints={each.endpoint: each.last for each in chosen},
    )
    record(
        actor=actor,
        action="correction.sent",
        organization_id=decision.organization_id,
        object_type="conversation",
        object_id=decision.conversation.public_id,
        details={"endpoints": sent},
    )
    return sent
