"""History comes in batch by batch: each in a transaction of its own, or as if it did."""

import hashlib
from collections.abc import Callable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from conversations.domain import ensure_search_partitions
from intake import batch
from intake.checks import check_conversation
from intake.digest import digest
from intake.records import ConversationRecord
from intake.results import Outcome, Refusal, Result
from intake.safely import take
from orgs.models import Organization

_REMEMBERED = 500_000  # conversations of a rehearsal
_BELONGS = Refusal("session_id", "belongs to another conversation")


def import_conversations(
    organization: Organization,
    records: Sequence[ConversationRecord],
    guard: Callable[[], None] | None = None,
) -> list[Outcome]:
    """Upsert `records` with everything in them, in one transaction; one outcome each, in order.

    A conversation is known by its id within the organisation: the same record again is
    `unchanged` and writes nothing. Records of one call that share an id count as given one after
    another. A record that cannot go in is `refused` and stops none of the others.

    `guard` is asked inside the transaction, once no other import or erasure of the organisation can
    begin; what it raises undoes the transaction.
    """
    _prepare_search(records)

    def write(chosen: list[ConversationRecord]) -> list[Outcome]:
        if guard is not None:
            guard()
        return batch.write(organization.pk, chosen)

    return take(organization.pk, records, check_conversation, write)


class Rehearsal:
    """Tells of batches what importing them would do, and writes nothing.

    Each batch is undone at once, so that nobody waits longer for it than for an import. What came
    in an earlier batch counts as there; of the ids before the last half million that is forgotten.
    """

    def __init__(self) -> None:
        self._contents: dict[int, int] = {}
        self._owners: dict[int, int] = {}

    def import_conversations(
        self,
        organization: Organization,
        records: Sequence[ConversationRecord],
        guard: Callable[[], None] | None = None,
    ) -> list[Outcome]:
        """Return what `import_conversations` would."""
        with transaction.atomic():
            outcomes = import_conversations(organization, records, guard)
            transaction.set_rollback(True)
        return [
            outcome if outcome.result == Result.REFUSED else self._told(record, outcome)
            for record, outcome in zip(records, outcomes, strict=True)
        ]

    def _told(self, record: ConversationRecord, outcome: Outcome) -> Outcome:
        id, content = _short(record.id.encode()), _short(digest(record))
        if record.session_id is not None:
            session = _short(record.session_id.encode())
            if self._owners.get(session, id) != id:
                return Outcome.refused(_BELONGS)
            _keep(self._owners, session, id)
        before = _keep(self._contents, id, content)
        if before is None:
            return outcome
        return Outcome(Result.UNCHANGED if before == content else Result.UPDATED, outcome.id)


def _keep(known: dict[int, int], key: int, value: int) -> int | None:
    """Remember it as the last; return what was known."""
    before = known.pop(key, None)
    known[key] = value
    if len(known) > _REMEMBERED:
        del known[next(iter(known))]
    return before


def _short(text: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())


def _prepare_search(records: Sequence[ConversationRecord]) -> None:
    """Make the months' partitions that the records' search rows belong in.

    Inside somebody else's transaction the lock that this takes would be held until that ends; the
    rows go to the partition for all other months then.
    """
    if records and not connection.in_atomic_block:
        now = timezone.now()
        ensure_search_partitions(
            (record.created_at or record.started_at or now).date() for record in records
        )
