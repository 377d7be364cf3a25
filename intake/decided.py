"""What people elsewhere had decided about findings, as a record brings it."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from conversations.models import Decided, FindingDecision
from intake.draft import Draft
from intake.records import FindingRecord

BROUGHT = "Decided elsewhere, and brought by an import."


def bring_decisions(organization_id: int, drafts: Sequence[Draft]) -> set[int]:
    """Keep the decisions that records bring, where nobody here decided about that finding.

    Returns the conversations they are about; `stand_by` then has them count. Once the
    conversations' rows are there. Nothing is asked where no record brings any.
    """
    brought = [(draft, finding) for draft in drafts for finding in _decided(draft)]
    if not brought:
        return set()
    found = FindingDecision.objects.filter(conversation__in={draft.id for draft, _ in brought})
    known = set(found.values_list("conversation_id", "goal"))
    rows = [
        _row(organization_id, draft, finding)
        for draft, finding in brought
        if (draft.id, finding.goal) not in known
    ]
    FindingDecision.objects.bulk_create(rows)
    return {row.conversation_id for row in rows}


def _decided(draft: Draft) -> Iterator[FindingRecord]:
    return (finding for finding in draft.record.findings if finding.decided is not None)


def _row(organization_id: int, draft: Draft, finding: FindingRecord) -> FindingDecision:
    assert finding.decided is not None
    kind = Decided(finding.decided.kind)
    values = {
        Decided.ACCEPTED: finding.value,
        Decided.CORRECTED: finding.decided.value,
        Decided.REJECTED: None,
    }
    return FindingDecision(
        organization_id=organization_id,
        conversation_id=draft.id,
        goal=finding.goal,
        kind=kind,
        before=finding.value,
        value=values[kind],
        committed=finding.value,
        reason=BROUGHT,
        at=timezone.now(),
    )
