"""The ledger of erasures, kept apart from the database, for replaying them after a restore.

It holds keyed hashes of public ids and nothing else: with the database and its key they can be
matched, without them they tell nothing. It is written before anything goes.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from conversations.domain import tombstone_digests
from erasure import storage
from erasure.domain import targets
from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Identity, Step
from privacy.registry import CONVERSATIONS

AT_ONCE = 5_000  # conversations in one object


def write(erasure: Erasure, step: Step) -> Outcome:
    """Write the ledger's next part; the first one tells of the person, if it is about one."""
    found = targets.window(erasure, CONVERSATIONS, step.cursor, AT_ONCE)
    if found is None and step.cursor:
        return Outcome(step.cursor, is_over=True)
    persons = Identity.objects.filter(erasure=erasure).values_list("person_id", "public_id")
    ids = targets.subjects_of(erasure, found).public_ids if found else []
    told = {
        "version": 1,
        "organization": erasure.organization.public_id,
        "job": erasure.public_id,
        "kind": erasure.kind,
        "began_at": erasure.began_at.isoformat() if erasure.began_at else None,
        "persons": [person_digest(erasure.organization_id, *each) for each in persons],
        "conversations": [conversation_digest(erasure.organization_id, each) for each in ids],
    }
    name = f"{erasure.public_id}/{found.last if found else 0:020}.json"
    storage.write_ledger(name, json.dumps(told).encode())
    return Outcome(found.last, is_over=False) if found else Outcome(0, is_over=True)


def conversation_digest(organization_id: int, public_id: str) -> str:
    """Return the hash under which a tombstone is kept, too."""
    return tombstone_digests(organization_id, public_id)[0].hex()


def person_digest(organization_id: int, row_id: int, public_id: str) -> str:
    """Return the hash of a person's row: an id that was imported may be somebody else's by now."""
    return tombstone_digests(organization_id, person_name(row_id, public_id))[0].hex()


def person_name(row_id: int, public_id: str) -> str:
    """Return what is hashed of a person."""
    return f"person {row_id} {public_id}"


def read() -> Iterator[dict[str, Any]]:
    """Yield all parts there are, oldest first within each job. Raises `storage.Unreachable`."""
    for content in storage.read_ledger():
        yield json.loads(content)


def forget_old(now: datetime | None = None) -> int:
    """Delete parts that no backup can be older than; return how many."""
    before = (now or timezone.now()) - timedelta(days=settings.ERASURE_MEMORY_DAYS)
    return storage.forget_ledger(before)
