"""What a page that follows along asks every two seconds: just whether there is more to read."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from conversations.queries.listing import COLUMNS, Row
from orgs.models import Organization


class Pulse(NamedTuple):
    revision: int
    status: str
    updated_at: datetime


class Changes(NamedTuple):
    """Rows that changed, and the public ids of those that are to be shown no more."""

    rows: list[Row]
    gone: list[str]


_PULSE = """
SELECT revision, status, updated_at FROM conversations_conversation
WHERE organization_id = %s AND public_id = %s AND erasing_at IS NULL
"""
_CHANGES = f"""
SELECT seen.public_id, {COLUMNS}
FROM unnest(%s::text[], %s::bigint[]) AS seen (public_id, revision)
LEFT JOIN conversations_conversation c
    ON c.organization_id = %s AND c.public_id = seen.public_id AND c.erasing_at IS NULL
WHERE c.revision IS DISTINCT FROM seen.revision
"""


def pulse(organization: Organization, public_id: str) -> Pulse | None:
    """Return what tells whether the conversation changed; None: unknown, another's, erasing."""
    with connection.cursor() as cursor:
        cursor.execute(_PULSE, [organization.pk, public_id])
        row = cursor.fetchone()
    return Pulse._make(row) if row else None


def changes(organization: Organization, seen: Mapping[str, int]) -> Changes:
    """Return what became of the conversations in `seen`, {public id: revision}."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [list(seen), list(seen.values()), organization.pk])
        found = cursor.fetchall()
    rows = [Row._make(row) for _, *row in found if row[0] is not None]
    return Changes(rows, [public_id for public_id, *row in found if row[0] is None])
