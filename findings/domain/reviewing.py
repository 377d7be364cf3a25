"""Verdicts on the findings of a queue, and what comes of them."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from conversations.models import Decided, Finding
from findings.domain.errors import Missing, Refused
from findings.domain.queueing import refuse_too_many
from findings.domain.standing import refuse_unseen, standing
from findings.models import ItemState, QueueState, ReviewItem, ReviewQueue, Verdict, VerdictKind
from intake.domain import Decision, Erased, NoSuchFinding, Refusal, decide_finding
from orgs.domain import Actor, record
from orgs.models import Organization, User

LONGEST_NOTE = 2_000
_DECIDES = {
    VerdictKind.ACCEPT: Decided.ACCEPTED,
    VerdictKind.CORRECT: Decided.CORRECTED,
    VerdictKind.REJECT: Decided.REJECTED,
}


@transaction.atomic
def give_verdict(
    *, organization: Organization, reviewer: User, queue: str, position: int,
    kind: VerdictKind, value: Any = None, note: str = "", seen: str = "",
) -> ReviewItem:  # fmt: skip
    """Say what one holds of an item; again before it is complete replaces one's own verdict.

    `seen`: the mark of what the reviewer had before them; of another finding nothing was said.

    With the last reviewer's verdict the item is complete: where all say the same that counts, else
    it waits to be settled. Raises Missing, and Refused, naming the field and of a closed queue.
    """
    item = _item(organization, queue, position)
    _keep_open(item.queue_id)
    if len(note) > LONGEST_NOTE:
        raise Refused("note", f"A note may be {LONGEST_NOTE:,} characters long.")
    if item.state != ItemState.OPEN:
        raise Refused("", "This finding has all its verdicts already.")
    finding = _finding(item, seen)
    if kind == VerdictKind.CORRECT and value in (None, ""):
        raise Refused("value", "Say what the value is.")
    _, is_new = Verdict.objects.update_or_create(
        item=item,
        reviewer=reviewer,
        defaults={
            "organization": organization,
            "conversation_id": item.conversation_id,
            "kind": kind,
            "value": value if kind == VerdictKind.CORRECT else None,
            "about": finding.value,
            "note": note.strip(),
            "at": timezone.now(),
        },
    )
    item.verdicts += is_new
    if item.verdicts >= item.queue.reviewers:
        _complete(item, reviewer)
    item.save()
    return item


@transaction.atomic
def settle_item(
    *, actor: Actor, organization: Organization, by: User, queue: str, position: int,
    kind: VerdictKind, value: Any = None, note: str = "", seen: str = "",
) -> ReviewItem:  # fmt: skip
    """Give the answer that counts, where reviewers do not agree or are not sure.

    Raises Missing, and Refused, naming the field.
    """
    item = _item(organization, queue, position)
    _keep_open(item.queue_id)
    if item.state not in (ItemState.SPLIT, ItemState.SETTLED):
        raise Refused("", "Only what reviewers do not agree on is settled.")
    if kind not in _DECIDES:
        raise Refused("verdict", "Accept, correct or reject it.")
    _finding(item, seen)
    _answer(item, by, kind, value, note.strip())
    item.state = ItemState.SETTLED
    item.save()
    record(
        actor=actor,
        action="queue.settled",
        organization_id=organization.pk,
        object_type="queue",
        object_id=item.queue.public_id,
        details={"position": position, "answer": kind.value},
    )
    return item


@transaction.atomic
def move_queue(*, actor: Actor, organization: Organization, queue: str, state: QueueState) -> None:
    """Close an open queue, or open a closed one again. Raises Missing, and Refused."""
    found = ReviewQueue.objects.select_for_update().filter(
        organization=organization, public_id=queue
    )
    kept = found.exclude(state=QueueState.DRAWING).first()
    if kept is None:
        raise Missing
    if kept.state == state:
        return
    if state == QueueState.OPEN:
        refuse_too_many(organization)
    kept.state = state
    kept.save(update_fields=["state"])
    record(
        actor=actor,
        action="queue.closed" if state == QueueState.CLOSED else "queue.reopened",
        organization_id=organization.pk,
        object_type="queue",
        object_id=queue,
    )


def _item(organization: Organization, queue: str, position: int) -> ReviewItem:
    """Return the item, its row locked."""
    found = ReviewItem.objects.select_for_update(of=("self",)).select_related("queue")
    item = found.filter(
        organization=organization,
        queue__public_id=queue,
        position=position,
        conversation__erasing_at__isnull=True,
    ).first()
    if item is None:
        raise Missing
    return item


def _keep_open(queue_id: int) -> None:
    """Keep the queue from being closed to the end of the transaction. Raises Refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM findings_reviewqueue WHERE id = %s FOR SHARE", [queue_id])
        [state] = cursor.fetchone()
    if state != QueueState.OPEN:
        raise Refused("", "This queue is closed: nothing is said in it until it is opened again.")


def _finding(item: ReviewItem, seen: str) -> Finding:
    """Return the finding as it stands to the end of the transaction. Raises Refused."""
    finding = standing(item.conversation_id, item.goal)
    if finding is None:
        raise Refused("", "This finding is gone: an import no longer brings it.")
    refuse_unseen(finding, seen)
    return finding


def _complete(item: ReviewItem, last: User) -> None:
    verdicts = list(Verdict.objects.filter(item=item).order_by("pk"))
    first = verdicts[0]
    agree = all((each.kind, each.value) == (first.kind, first.value) for each in verdicts)
    if (
        first.kind != VerdictKind.CORRECT
    ):  # Of a value that changed meanwhile each said another thing.
        agree = agree and all(each.about == first.about for each in verdicts)
    if not agree or first.kind == VerdictKind.UNSURE:
        item.state = ItemState.SPLIT
        return
    notes = "\n".join(each.note for each in verdicts if each.note)
    _answer(item, last, VerdictKind(first.kind), first.value, notes[:LONGEST_NOTE])
    item.state = ItemState.AGREED


def _answer(item: ReviewItem, by: User, kind: VerdictKind, value: Any, reason: str) -> None:
    decision = Decision(_DECIDES[kind], value=value, reason=reason, user_id=by.pk)
    try:
        decide_finding(item.organization_id, item.conversation_id, item.goal, decision)
    except Refusal as refusal:
        raise Refused(refusal.field, f"The {refusal.field} {refusal.reason}.") from None
    except (NoSuchFinding, Erased):
        raise Missing from None
    item.answer, item.answered_by, item.answered_at = kind, by, timezone.now()
