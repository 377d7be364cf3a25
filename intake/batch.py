"""One batch of conversations: judged, then written with everything in it, in one transaction.

How many statements it takes does not depend on how many conversations there are.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain

from django.db import connection
from django.utils import timezone

from conversations.domain import mark_rollups, recount_conversations
from conversations.models import Turn
from intake import head, rows, search
from intake.bulk import Row, copy_rows, delete_rows, replace_rows, reserve_ids, update_rows
from intake.decided import bring_decisions
from intake.deliveries import write_deliveries
from intake.digest import digest
from intake.draft import Draft
from intake.known import Known
from intake.names import relabel
from intake.people import People
from intake.records import ConversationRecord
from intake.results import Outcome, Refusal, Result
from intake.standing import stand_by
from intake.templates import Templates

_CHILDREN = (
    (rows.TOOL_CALLS, rows.tool_call_rows),
    (rows.FINDINGS, rows.finding_rows),
    (rows.CRITERIA, rows.criterion_rows),
    (rows.EVENTS, rows.event_rows),
    (rows.PARTICIPATIONS, rows.participation_rows),
)


_REDACTED = "belongs to a conversation that words of somebody who was erased were taken out of"


def lock(organization_id: int) -> None:
    """Wait until no other import of this organisation runs; held until the transaction ends.

    Two at once could each make the person or template that the other is making.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {organization_id}"]
        )


def write(organization_id: int, records: list[ConversationRecord]) -> list[Outcome]:
    """Upsert `records`; call it inside a transaction that holds the lock."""
    outcomes: dict[int, Outcome] = {}
    for numbers in _rounds(records):
        batch = {number: records[number] for number in numbers}
        outcomes |= _write_round(organization_id, batch)
    return [outcomes[number] for number in range(len(records))]


def _rounds(records: list[ConversationRecord]) -> Iterator[list[int]]:
    """Cut a batch so that no round names a conversation or a session twice.

    So records of one conversation count as given one after another, whatever batch they share.
    """
    waiting = list(range(len(records)))
    while waiting:
        seen: set[tuple[str, str]] = set()
        now: list[int] = []
        later: list[int] = []
        for number in waiting:
            record = records[number]
            keys = {("id", record.id)}
            if record.session_id is not None:
                keys.add(("session", record.session_id))
            (later if seen & keys else now).append(number)
            seen |= keys
        yield now
        waiting = later


def _write_round(organization_id: int, batch: dict[int, ConversationRecord]) -> dict[int, Outcome]:
    drafts, outcomes = _judge(organization_id, batch)
    templates = Templates(organization_id, drafts.values())
    people = People(organization_id, drafts.values())
    for number, draft in list(drafts.items()):
        try:
            templates.check(draft)
            people.identify(draft)
        except Refusal as refusal:
            outcomes[number] = Outcome.refused(refusal)
            del drafts[number]
    if drafts:
        templates.bind(list(drafts.values()))
        people.save()
        _write_drafts(organization_id, list(drafts.values()))
        mark_rollups(organization_id, _moments(drafts.values()))
        recount_conversations(people.touched(drafts.values()))
        relabel(organization_id, people.relabelled, {draft.id for draft in drafts.values()})
    for number, draft in drafts.items():
        result = Result.UPDATED if draft.existing else Result.CREATED
        outcomes[number] = Outcome(result, draft.id)
    return outcomes


def _moments(drafts: Iterable[Draft]) -> Iterator[datetime]:
    """When the conversations were created, and when it was said before that they were."""
    for draft in drafts:
        yield draft.created_at
        if draft.existing:
            yield draft.existing.created_at


def _judge(
    organization_id: int, batch: dict[int, ConversationRecord]
) -> tuple[dict[int, Draft], dict[int, Outcome]]:
    """Part what has to be written from what is refused or stored as it is."""
    known = Known(organization_id, batch.values())
    now = timezone.now()
    drafts: dict[int, Draft] = {}
    outcomes: dict[int, Outcome] = {}
    for number, record in batch.items():
        try:
            existing = known.admit(record)
        except Refusal as refusal:
            outcomes[number] = Outcome.refused(refusal)
            continue
        mark = digest(record)
        if existing and existing.digest == mark:
            outcomes[number] = Outcome(Result.UNCHANGED, existing.id)
        elif existing and existing.is_redacted:
            outcomes[number] = Outcome.refused(Refusal("id", _REDACTED))
        else:
            drafts[number] = Draft(record, mark, existing, now)
    return drafts, outcomes


def _write_drafts(organization_id: int, drafts: list[Draft]) -> None:
    new = [draft for draft in drafts if draft.existing is None]
    again = [draft for draft in drafts if draft.existing is not None]
    for draft, key in zip(new, reserve_ids(head.CONVERSATIONS.name, len(new)), strict=True):
        draft.id = key
    for draft in again:
        if draft.existing is not None:
            draft.id = draft.existing.id
    if new:
        copy_rows(head.CONVERSATIONS, (head.conversation_row(organization_id, d) for d in new))
        copy_rows(rows.TURNS, _all(lambda org, d: rows.turn_rows(org, d, {}), organization_id, new))
        for table, make in _CHILDREN:
            copy_rows(table, _all(make, organization_id, new))
    brought = bring_decisions(organization_id, drafts)
    if again:
        _write_again(organization_id, again)
    if brought := brought & {draft.id for draft in new}:
        stand_by(brought)
    copy_rows(rows.USAGE, _all(rows.usage_rows, organization_id, drafts))
    write_deliveries(organization_id, drafts)
    copy_rows(search.SEARCH, (search.search_row(organization_id, draft) for draft in drafts))


def _write_again(organization_id: int, drafts: list[Draft]) -> None:
    keys = [draft.id for draft in drafts]
    found = Turn.objects.filter(conversation_id__in=keys)
    turn_ids = {
        (conversation_id, position): public_id
        for conversation_id, position, public_id in found.values_list(
            "conversation_id", "position", "public_id"
        )
    }
    conversations = [head.conversation_row(organization_id, draft) for draft in drafts]
    update_rows(head.CONVERSATIONS, conversations)
    turns = _all(lambda org, d: rows.turn_rows(org, d, turn_ids), organization_id, drafts)
    replace_rows(rows.TURNS, keys, turns)
    for table, make in _CHILDREN:
        replace_rows(table, keys, _all(make, organization_id, drafts))
    stand_by(keys)
    delete_rows(rows.USAGE, keys)
    delete_rows(search.SEARCH, keys)


def _all(
    make: Callable[[int, Draft], Iterator[Row]], organization_id: int, drafts: Collection[Draft]
) -> Iterator[Row]:
    return chain.from_iterable(make(organization_id, draft) for draft in drafts)
