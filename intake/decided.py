"""What people elsewhere had decided about findings, as a record brings it."""

from collections.abc import Sequence

from django.utils import timezone

from conversations.models import Decided, FindingDecision
from intake.current import is_same
from intake.draft import Draft
from intake.records import FindingRecord

BROUGHT = "Decided elsewhere, and brought by an import."


def bring_decisions(organization_id: int, drafts: Sequence[Draft]) -> set[int]:
    """Keep the decisions that records bring, where nobody here decided about that finding.

    What was brought before is superseded, and ended where the record tells of none any more.
    Returns the conversations they are about; `stand_by` then has them count. Once the
    conversations' rows are there. Nothing is asked where no record could bring any.
    """
    telling = [draft for draft in drafts if _may_tell(draft)]
    if not telling:
        return set()
    last = _last_decisions([draft.id for draft in telling])
    rows = [
        row
        for draft in telling
        for finding in draft.record.findings
        if (row := _brought(organization_id, draft, finding, last.get((draft.id, finding.goal))))
    ]
    FindingDecision.objects.bulk_create(rows)
    return {row.conversation_id for row in rows}


def _may_tell(draft: Draft) -> bool:
    record = draft.record
    return record.tells_decisions or any(each.decided is not None for each in record.findings)


def _last_decisions(conversation_ids: list[int]) -> dict[tuple[int, str], FindingDecision]:
    found = FindingDecision.objects.filter(conversation__in=conversation_ids)
    found = found.exclude(kind=Decided.RECOMMITTED).order_by("conversation_id", "goal", "-id")
    last = found.distinct("conversation_id", "goal")
    return {(each.conversation_id, each.goal): each for each in last}


def _brought(
    organization_id: int, draft: Draft, finding: FindingRecord, last: FindingDecision | None
) -> FindingDecision | None:
    """Return the decision to keep, None where there is none or nothing new in it."""
    if last is None:
        return _row(organization_id, draft, finding) if finding.decided is not None else None
    if last.decided_by_id is not None or last.reason != BROUGHT:
        return None
    if finding.decided is None:
        is_over = draft.record.tells_decisions and last.kind != Decided.RESTORED
        return _row(organization_id, draft, finding) if is_over else None
    row = _row(organization_id, draft, finding)
    was, now = ((each.kind, each.value, each.committed) for each in (last, row))
    return None if is_same(was, now) else row


def _row(organization_id: int, draft: Draft, finding: FindingRecord) -> FindingDecision:
    kind, value = Decided.RESTORED, finding.value
    if finding.decided is not None:
        kind = Decided(finding.decided.kind)
        values = {Decided.CORRECTED: finding.decided.value, Decided.REJECTED: None}
        value = values.get(kind, finding.value)
    return FindingDecision(
        organization_id=organization_id,
        conversation_id=draft.id,
        goal=finding.goal,
        kind=kind,
        before=finding.value,
        value=value,
        committed=finding.value,
        reason=BROUGHT,
        at=timezone.now(),
    )
