"""Taking somebody's words out of a row of somebody else, whatever kind of column they stand in."""

import json
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from conversations.domain import mark_rollups
from erasure.models import Erasure, Mention
from erasure.places import columns_of
from erasure.readings import FINDINGS, made_anew
from erasure.searched import Searched, searched
from erasure.wording import Word, is_named_in, redacted, words_of
from intake.domain import relabel
from outputs.domain.erasing import SENT, withdraw
from persons.domain import remember_redacted
from persons.models import Person
from privacy.registry import PERSONS
from web.words import name_vector

# The row's conversation was changed: its search document goes now and is made anew soon, and live
# pages look again. Imported again as it was it stays as it is now; another record of it is refused.
_TOUCH = """
    WITH words AS (
        DELETE FROM conversations_searchdocument WHERE conversation_id = %(id)s
    )
    UPDATE conversations_conversation
    SET redacted_at = %(now)s, revision = revision + 1, updated_at = %(now)s,
        search_due_at = %(now)s
    WHERE id = %(id)s AND erasing_at IS NULL
    RETURNING created_at
"""


def redact(erasure: Erasure, mention: Mention) -> None:
    """Replace the person's words in the mention's row; a row that is gone meanwhile is done.

    What was sent, or is to be, goes as a whole: what it is signed for cannot be changed.
    """
    if mention.place == SENT:
        withdraw(mention.row_id)
        return
    table = next((each for each in searched() if each.table == mention.place), None)
    if table is None:
        return
    words = list(words_of(erasure.identity))
    values = _read(table, mention.row_id)
    if values is not None:
        changed = {
            name: new for name, old in values.items() if (new := _without(old, words)) != old
        }
        if table.table == FINDINGS:
            changed |= made_anew(changed.get("value", values["value"]), words)
        _write(table, mention.row_id, changed)
        if table.table == PERSONS:
            remember_redacted(
                mention.row_id, {name: (values[name], changed[name]) for name in changed}
            )
            if "name" in changed:
                _rename(erasure.organization_id, mention.row_id, changed["name"])
    if mention.conversation_id is not None:
        created = _touch(mention.conversation_id)
        if table.table == FINDINGS:
            mark_rollups(erasure.organization_id, created)


def _touch(conversation_id: int) -> list[datetime]:
    """Return when the conversation was created, [] where it is being erased itself."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, {"now": timezone.now(), "id": conversation_id})
        return [created_at for (created_at,) in cursor.fetchall()]


def _rename(organization_id: int, person_id: int, name: str) -> None:
    """Have the person found under what their name is now, and called so in their conversations."""
    Person.objects.filter(pk=person_id).update(name_search=name_vector(organization_id, name))
    relabel(organization_id, [person_id])


def _without(value: Any, words: list[Word]) -> Any:
    if isinstance(value, bytes):
        return b"" if is_named_in(value, words) else value
    return redacted(value, words)


def _read(table: Searched, row: int) -> dict[str, Any] | None:
    names = [column.name for column in table.columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(names)} FROM {table.table} WHERE {table.key} = %s FOR UPDATE", [row]
        )
        found = cursor.fetchone()
    if found is None:
        return None
    return {
        name: bytes(value) if isinstance(value, memoryview) else _loaded(table, name, value)
        for name, value in zip(names, found, strict=True)
    }


def _loaded(table: Searched, name: str, value: Any) -> Any:
    """Django's cursors give jsonb as text."""
    is_json = any(c.name == name and c.type == "jsonb" for c in table.columns)
    return json.loads(value) if is_json and isinstance(value, str) else value


def _write(table: Searched, row: int, changed: dict[str, Any]) -> None:
    if not changed:
        return
    types = {column.name: column.type for column in columns_of(table.table)}
    values: list[Any] = [
        Jsonb(value) if types[name] == "jsonb" else value for name, value in changed.items()
    ]
    assignments = ", ".join(f"{name} = %s" for name in changed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table.table} SET {assignments} WHERE {table.key} = %s", [*values, row]
        )
