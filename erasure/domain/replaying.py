"""After a restore: what was erased since the backup is found by the ledger and erased again."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from conversations.domain import tombstone_digests
from erasure.domain import ledger
from erasure.domain.approving import begin
from erasure.domain.errors import AlreadyRequested
from erasure.domain.requesting import request_keys, request_person
from erasure.domain.timeline import SYSTEM
from erasure.models import AskedBy, Erasure, IdentityCheck, Kind, Via
from orgs.models import Organization

_AT_ONCE = 5_000

_PERSONS = """
    SELECT id, public_id FROM persons_person
    WHERE organization_id = %s AND id > %s AND erasing_at IS NULL ORDER BY id LIMIT %s
"""
_CONVERSATIONS = """
    SELECT id, public_id, session_id FROM conversations_conversation
    WHERE organization_id = %s AND id > %s AND erasing_at IS NULL ORDER BY id LIMIT %s
"""
_BURY = """
    INSERT INTO conversations_tombstone (organization_id, digest, erased_at)
    SELECT %s, decode(digest, 'hex'), coalesce(%s::timestamptz, now())
    FROM unnest(%s::text[]) digest ON CONFLICT DO NOTHING
"""


def replay() -> dict[str, int]:
    """Erase again what the ledger knows and the database has; return {what: how many}.

    Tombstones are put up again for everything in the ledger, so that nothing comes in anew either.
    To be run before anybody is let in, and again without harm.
    """
    persons: dict[str, set[str]] = {}
    conversations: dict[str, set[str]] = {}
    for part in ledger.read():
        persons.setdefault(part["organization"], set()).update(part["persons"])
        conversations.setdefault(part["organization"], set()).update(part["conversations"])
        _bury(part)
    begun = {"persons": 0, "conversations": 0}
    for organization in Organization.objects.filter(public_id__in=list(persons)):
        known = persons[organization.public_id]
        for public_id in list(_persons(organization, known)):
            _erase_person(organization, public_id)
            begun["persons"] += 1
        for keys in _conversations(organization, conversations[organization.public_id]):
            _erase_conversations(organization, keys)
            begun["conversations"] += len(keys)
    return begun


def _bury(part: dict[str, Any]) -> None:
    organization = Organization.objects.filter(public_id=part["organization"]).first()
    if organization is not None:
        with connection.cursor() as cursor:
            cursor.execute(_BURY, [organization.pk, part["began_at"], part["conversations"]])


def _persons(organization: Organization, known: set[str]) -> Iterator[str]:
    for row in _rows(_PERSONS, organization):
        if _is_known(organization, ledger.person_name(*row), known):
            yield row[1]


def _conversations(organization: Organization, known: set[str]) -> Iterator[list[int]]:
    found: list[int] = []
    for key, public_id, session_id in _rows(_CONVERSATIONS, organization):
        names = [name for name in (public_id, session_id) if name]
        if any(_is_known(organization, name, known) for name in names):
            found.append(key)
        if len(found) == _AT_ONCE:
            yield found
            found = []
    if found:
        yield found


def _rows(statement: str, organization: Organization) -> Iterator[Any]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [organization.pk, last, _AT_ONCE])
            rows = cursor.fetchall()
        if not rows:
            return
        yield from rows
        last = rows[-1][0]


def _is_known(organization: Organization, name: str, known: set[str]) -> bool:
    digests = tombstone_digests(organization.pk, name)
    return any(digest.hex() in known for digest in digests)


@transaction.atomic
def _erase_person(organization: Organization, public_id: str) -> None:
    try:
        erasure, _ = request_person(
            actor=SYSTEM,
            organization=organization,
            public_id=public_id,
            via=Via.REPLAY,
            asked_by=AskedBy.SYSTEM,
            identity_check=IdentityCheck.NOT_NEEDED,
        )
    except AlreadyRequested as already:  # The backup is from between the request and its begin.
        waiting = Erasure.objects.select_for_update(no_key=True)
        erasure = waiting.get(public_id=already.public_id)
    begin(erasure)


@transaction.atomic
def _erase_conversations(organization: Organization, keys: list[int]) -> None:
    erasure = request_keys(
        actor=SYSTEM,
        organization=organization,
        keys=keys,
        via=Via.REPLAY,
        kind=Kind.CONVERSATIONS,
    )
    begin(erasure)
