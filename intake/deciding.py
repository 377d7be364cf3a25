"""What a person decides about a finding: the one way to change one that was committed."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from pydantic import ValidationError

from conversations.domain import wake
from conversations.models import Decided, FindingDecision, Reviewed
from intake.current import COLUMNS, Heard, Standing, is_same, put, retell, standing
from intake.live.errors import Erased
from intake.live.taking import REFRESH_SEARCH
from intake.records import FindingRecord
from intake.results import Refusal

_LOCK = """
    SELECT id, erasing_at IS NOT NULL FROM conversations_conversation
    WHERE organization_id = %s AND id = %s FOR NO KEY UPDATE
"""
_FINDING = f"SELECT {COLUMNS} FROM conversations_finding WHERE conversation_id = %s AND goal = %s"
_RAISE = """
    UPDATE conversations_conversation SET revision = revision + 1, updated_at = %s WHERE id = %s
"""
_LONGEST_REASON = 2_000


class NoSuchFinding(Exception):
    """There is no such finding for whoever asks."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to decide: `value` counts for a correction alone. `user_id`: whose decision it is."""

    kind: Decided
    value: Any = None
    reason: str = ""
    user_id: int | None = None


@transaction.atomic
def decide_finding(
    organization_id: int, conversation_id: int, goal: str, decision: Decision
) -> FindingDecision | None:
    """Accept, correct, reject or restore the conversation's finding of `goal`.

    Returns the decision's row; None where the finding stands so already. What was committed stays
    beside it. Waits for whoever writes to the conversation. Raises NoSuchFinding, Erased, and
    Refusal for a value or reason that cannot be kept.
    """
    value = _checked(goal, decision)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [organization_id, conversation_id])
        locked = cursor.fetchone()
        cursor.execute(_FINDING, [conversation_id, goal])
        row = cursor.fetchone()
    if locked is None or row is None:
        raise NoSuchFinding
    if locked[1]:
        raise Erased
    finding = standing(row)
    before, committed = finding.value, finding.committed
    wanted = _wanted(decision.kind, value, before, committed)
    if is_same(wanted, (finding.review, before, finding.original)):
        return None
    finding.review, finding.value, finding.original = wanted
    return _write(organization_id, conversation_id, finding, before, decision)


def _checked(goal: str, decision: Decision) -> Any:
    if len(decision.reason) > _LONGEST_REASON or "\x00" in decision.reason:
        raise Refusal("reason", f"may be {_LONGEST_REASON:,} characters long")
    if decision.kind == Decided.RECOMMITTED:
        raise ValueError("is what a runtime does")
    if decision.kind != Decided.CORRECTED:
        return None
    try:
        value = FindingRecord(goal=goal, value=decision.value).value
    except ValidationError:
        raise Refusal("value", "cannot be kept") from None
    if value is None or value == "":
        raise Refusal("value", "is needed; reject the finding where there is none")
    return value


def _wanted(kind: Decided, value: Any, before: Any, committed: Any) -> tuple[str, Any, Any]:
    """Return (review, value, original value) that the finding is to have."""
    if kind == Decided.REJECTED:
        return Reviewed.REJECTED.value, None, committed
    if kind == Decided.RESTORED:
        return "", committed, None
    if kind == Decided.ACCEPTED:
        value = committed if before is None else before
    if is_same(value, committed):
        return Reviewed.ACCEPTED.value, committed, None
    return Reviewed.CORRECTED.value, value, committed


def _write(
    organization_id: int, conversation_id: int, finding: Standing, before: Any, decision: Decision
) -> FindingDecision:
    now = timezone.now()
    supported = Heard(conversation_id).compare(finding)
    put(conversation_id, finding, supported)
    if not is_same(before, finding.value):
        retell([conversation_id], now)
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [now, conversation_id])
    transaction.on_commit(lambda: wake(REFRESH_SEARCH), robust=True)
    return FindingDecision.objects.create(
        organization_id=organization_id,
        conversation_id=conversation_id,
        goal=finding.goal,
        kind=decision.kind,
        before=before,
        value=finding.value,
        committed=finding.committed,
        reason=decision.reason,
        decided_by_id=decision.user_id,
        at=now,
    )
