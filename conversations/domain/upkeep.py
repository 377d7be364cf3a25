"""Writes of the conversations room that are not facts: partitions, tombstones' names, counts."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils.encoding import force_bytes


def ensure_search_partitions(days: Iterable[date]) -> int:
    """Make the search table's partition for the month of each day; return how many were made."""
    months = sorted({day.replace(day=1) for day in days})
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE conversations_ensure_search_partition(month))
            FROM unnest(%s::date[]) month
            """,
            [months],
        )
        return int(cursor.fetchone()[0])


def tombstone_digests(organization_id: int, public_id: str) -> list[bytes]:
    """Return the keyed hashes under which an erased conversation's id may be found.

    The first is the one to write; others are of secret keys that were replaced. The key keeps
    the table from telling whether a guessed id was erased.
    """
    message = f"{organization_id}:{public_id}".encode()
    return [
        hmac.digest(_tombstone_key(secret), message, "sha256")
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def _tombstone_key(secret: str | bytes) -> bytes:
    purpose = b"roxels dash: tombstones of conversations\n"
    return hashlib.sha256(purpose + force_bytes(secret)).digest()


def recount_conversations(person_ids: Collection[int]) -> None:
    """Set each person's `conversation_count` to what the participations say: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE persons_person person
            SET conversation_count = counted.total
            FROM (
                SELECT named.id, (
                    SELECT count(*) FROM conversations_participation part
                    WHERE part.person_id = named.id
                ) AS total
                FROM unnest(%s::bigint[]) named (id)
            ) counted
            WHERE person.id = counted.id AND person.conversation_count <> counted.total
            """,
            [list(person_ids)],
        )
