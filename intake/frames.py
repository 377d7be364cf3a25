"""Captures that come whole, beside the records of an import or from the demo."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

from django.db import IntegrityError, transaction

from conversations.domain import wake
from conversations.models import Conversation
from frames.domain import PROCESS, Given, TooManyFrames, Unfit, take_in
from frames.models import MOST_FRAMES, Frame
from intake.records import FrameRecord
from intake.results import Outcome, Refusal, Result
from orgs.models import Organization

Read = Callable[[str], bytes]


def import_frames(
    organization: Organization,
    records: Sequence[FrameRecord],
    read: Read,
    *,
    is_rehearsal: bool = False,
) -> list[Outcome]:
    """Keep the captures and have a worker look at them; one outcome each, in order.

    `read` returns the bytes of a record's file, and raises Refusal where it cannot. A capture is
    known by its conversation, time and bytes: the same again is `unchanged`. One that cannot go in
    is `refused` and stops none of the others; what a worker then finds wrong shows on the frame.
    `is_rehearsal`: look at everything, and keep nothing. Raises Unreachable where the bucket is
    away: then some are in, and the rest comes with the next try.
    """
    keys = _conversations(organization, {record.conversation for record in records})
    outcomes: list[Outcome] = []
    for public_id, group in groupby(records, key=lambda record: record.conversation):
        key = keys.get(public_id)
        if key is None:
            gone = Refusal("", "its conversation is not here")
            outcomes += [Outcome.refused(gone) for _ in group]
        else:
            outcomes += _of_one(organization.pk, key, list(group), read, is_rehearsal)
    if not is_rehearsal:
        transaction.on_commit(lambda: wake(PROCESS), robust=True)
    return outcomes


def _conversations(organization: Organization, public_ids: Collection[str]) -> dict[str, int]:
    found = Conversation.objects.filter(
        organization=organization, public_id__in=public_ids, erasing_at__isnull=True
    )
    return dict(found.values_list("public_id", "pk"))


def _of_one(
    organization_id: int, key: int, records: list[FrameRecord], read: Read, is_rehearsal: bool
) -> Iterator[Outcome]:
    looked = [_looked_at(record, read) for record in records]
    fit = [each for each in looked if isinstance(each, Given)]
    if is_rehearsal:
        taken = iter([_rehearsed(key, each) for each in fit])
    else:
        taken = iter(_taken(organization_id, key, fit))
    for each in looked:
        yield Outcome.refused(each) if isinstance(each, Refusal) else next(taken)


def _looked_at(record: FrameRecord, read: Read) -> Given | Refusal:
    try:
        given = Given(record.captured_at, read(record.file), record.segment, record.id or "")
        given.asked()
    except Unfit as reason:
        return Refusal("file", str(reason))
    except Refusal as refusal:
        return refusal
    return given


def _taken(organization_id: int, key: int, given: list[Given]) -> list[Outcome]:
    """Take them in at once, or one by one where one of them cannot be."""
    try:
        told = take_in(organization_id, key, given)
    except TooManyFrames:
        reason = f"would be one more than {MOST_FRAMES:,} of its conversation"
        refusal = Refusal("", reason)
    except IntegrityError:
        refusal = Refusal("id", "belongs to another frame of its conversation")
    else:
        return [Outcome(Result.CREATED if is_new else Result.UNCHANGED) for is_new in told]
    if len(given) == 1:
        return [Outcome.refused(refusal)]
    return [outcome for each in given for outcome in _taken(organization_id, key, [each])]


def _rehearsed(key: int, given: Given) -> Outcome:
    digest = hashlib.sha256(given.data).digest()
    known = Frame.objects.filter(
        conversation_id=key, captured_at=given.captured_at, sha256=digest
    ).exists()
    return Outcome(Result.UNCHANGED if known else Result.CREATED)
