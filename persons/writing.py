"""The two statements that write persons, however many there are."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from persons.models import Person
from web.prepared import prepared_cursor

_CHANGING = (
    "external_id", "name", "email", "profile", "org_context", "context_changes", "first_seen_at",
    "last_seen_at", "conversation_count", "name_search", "called_since",
)  # fmt: skip
_ALL = ("organization_id", "public_id", "created_at", "updated_at", *_CHANGING)


def insert(persons: list[Person]) -> None:
    """Add new persons and give each its key."""
    now = timezone.now()
    for person in persons:
        person.updated_at = now
    with prepared_cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO persons_person ({", ".join(_ALL)})
            SELECT {", ".join(_ALL)} FROM json_populate_recordset(NULL::persons_person, %s)
            RETURNING public_id, id
            """,
            [_recordset(persons, _ALL)],
        )
        keys = dict(cursor.fetchall())
    for person in persons:
        person.pk = keys[person.public_id]


def update(persons: list[Person]) -> None:
    """Write what changed of known persons, and what they were called before."""
    with prepared_cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE persons_person person
            SET {", ".join(f"{column} = told.{column}" for column in _CHANGING)}, updated_at = %s
            FROM json_populate_recordset(NULL::persons_person, %s) told
            WHERE person.id = told.id
            """,
            [timezone.now(), _recordset(persons, ("id", *_CHANGING))],
        )


def _recordset(persons: list[Person], columns: Sequence[str]) -> str:
    """The persons as one JSON array, which one parameter carries whatever their number."""
    rows = [{column: getattr(person, column) for column in columns} for person in persons]
    return json.dumps(rows, default=datetime.isoformat)
