"""The first thing an erasure does: nobody sees the person and their conversations any more.

One transaction hides as many thousands of them as fit into a moment; where there are more, the next
ones follow at once, so that no lock is held for long (docs/adr/0025). With it go the marks by which
the numbers are counted without them. Tombstones, by which what comes late is refused once the rows
are gone, come behind. The external id is free at once.
"""

import json
import time
from datetime import datetime
from typing import Any

from django.db import connection

from conversations.domain import mark_rollups, tombstone_digests
from erasure.domain import targets
from erasure.models import Erasure, Identity, Term
from erasure.places import catalogue, handler_of, key_of
from erasure.searched import of_no_root
from privacy.registry import CONVERSATIONS, PERSONS

AT_ONCE = 1_000  # conversations that one statement hides
MOMENT = 0.4  # seconds in which the first transaction takes on the next ones

_LOCK_PERSON = """
    UPDATE persons_person SET erasing_at = coalesce(erasing_at, %(now)s)
    WHERE organization_id = %(organization)s AND id = %(person)s
    RETURNING external_id, name, email, called_since
"""
# Locked in order, as an import locks them.
_LOCK = """
    SELECT id FROM conversations_conversation WHERE id = ANY(%s) AND erasing_at IS NULL
    ORDER BY id FOR NO KEY UPDATE
"""
_HIDE = """
    UPDATE conversations_conversation
    SET erasing_at = %(now)s, search_due_at = NULL, revision = revision + 1
    WHERE id = ANY(%(keys)s) AND organization_id + 0 = %(organization)s AND erasing_at IS NULL
    RETURNING created_at
"""
# The job's list is younger than what the planner knows of its table: told the keys, it reads these
# alone, and not the whole list for each.
_NAME = """
    WITH named AS MATERIALIZED (
        SELECT id, array_remove(ARRAY[public_id, session_id], NULL)::varchar[] AS names
        FROM conversations_conversation WHERE id = ANY(%(keys)s)
    ), noted AS (
        UPDATE erasure_target t SET public_ids = named.names FROM named
        WHERE t.erasure_id = %(job)s AND t.place = %(place)s AND t.row_id = ANY(%(keys)s)
            AND t.row_id = named.id AND t.public_ids IS DISTINCT FROM named.names
    )
    SELECT unnest(names) FROM named
"""
_BURY = """
    INSERT INTO conversations_tombstone (organization_id, digest, erased_at)
    SELECT %s, digest, %s FROM unnest(%s::bytea[]) digest
    ON CONFLICT (organization_id, digest) DO UPDATE SET erased_at = excluded.erased_at
"""


def hide_person(erasure: Erasure, now: datetime) -> None:
    """Hide the person; new facts about the external id are somebody else's from here on.

    What they are called by then is noted, beside what they were when it was requested, and between.
    """
    identity = Identity.objects.filter(erasure=erasure).first()
    if identity is None:
        return
    told: dict[str, Any] = {
        "organization": erasure.organization_id,
        "person": identity.person_id,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PERSON, told)
        row = cursor.fetchone()
    if (
        row is not None
    ):  # Else another job was quicker; what may be left is looked for all the same.
        targets.add(erasure, PERSONS, [identity.person_id])
        targets.name_person(erasure, identity)
        _call_by(identity, *row)
    identity.highest = {table: _highest(table) for table in (CONVERSATIONS, PERSONS, *of_no_root())}
    identity.save()


def _call_by(
    identity: Identity, external_id: str | None, name: str, email: str, since: str | None
) -> None:
    between = [(_term(term), text) for term, text in json.loads(since or "[]")]
    before = dict.fromkeys((*identity.called, *between))
    identity.external_id, identity.name, identity.email = external_id, name, email
    identity.earlier = [
        [term, text] for term, text in before if (term, text) not in identity.called
    ]


def _term(told: str) -> Term:
    """What a text was; that word itself may have been redacted, in another's erasure."""
    return Term(told) if told in Term.values else Term.NAME


def _highest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max({key_of(table)}), 0) FROM {table}")
        return int(cursor.fetchone()[0])


def hide_lists(erasure: Erasure) -> dict[str, int]:
    """Erase what pages would go on to show by itself, as lists saved under the person's name.

    Return how many that were, by their places.
    """
    subjects = targets.subjects_in_person(erasure)
    at_once = [place for place in catalogue().handled if place.at_once and subjects.persons]
    return {place.name: handler_of(place).erase(subjects) for place in at_once}


def hide_first(erasure: Erasure, now: datetime) -> None:
    """Hide the conversations of the job's list, as many as fit into the caller's transaction."""
    began = time.monotonic()
    for found in targets.windows(erasure, CONVERSATIONS, AT_ONCE):
        hide_some(erasure, found, now)
        if time.monotonic() - began > MOMENT:
            return


def hide_some(erasure: Erasure, found: targets.Window, now: datetime) -> int:
    """Hide these conversations, in the caller's transaction; return how many were to be seen."""
    told: dict[str, Any] = {"organization": erasure.organization_id, "keys": found.keys, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [found.keys])
        cursor.execute(_HIDE, told)
        hidden = [created_at for (created_at,) in cursor.fetchall()]
    mark_rollups(erasure.organization_id, hidden)
    return len(hidden)


def bury_some(erasure: Erasure, found: targets.Window, now: datetime) -> int:
    """Note what these conversations are called, and put up their tombstones; return how many."""
    told: dict[str, Any] = {"job": erasure.pk, "place": CONVERSATIONS, "keys": found.keys}
    with connection.cursor() as cursor:
        cursor.execute(_NAME, told)
        names = [name for (name,) in cursor.fetchall()]
        digests = sorted(tombstone_digests(erasure.organization_id, name)[0] for name in names)
        cursor.execute(_BURY, [erasure.organization_id, now, digests])
    return len(found.keys)
