"""The search documents of live conversations, made anew from what is stored, a while after words.

Words come every few seconds and a document is written whole, so it waits: intake says when it is
due (`search_due_at`), a refresh makes what is due. What else may lag behind the events that long
is done here too: the rollups' count of turns, and when persons were last seen.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from conversations.domain import mark_rollups
from intake.bulk import Row
from intake.search import SEARCH, conversation_vector

_AT_ONCE = 10  # conversations whose events wait while their documents are made
_SECONDS = 8  # after which what is left is the next call's

_DUE = """
    SELECT id FROM conversations_conversation
    WHERE search_due_at <= %s AND erasing_at IS NULL
    ORDER BY search_due_at LIMIT %s
"""
# Locked in order, so that two of these cannot wait for each other.
_SEEN = """
    WITH sights AS (
        SELECT part.person_id, min(c.started_at) AS first, max(c.started_at) AS last
        FROM conversations_conversation c
        JOIN conversations_participation part ON part.conversation_id = c.id
        WHERE c.id = ANY(%(ids)s) AND c.started_at IS NOT NULL
        GROUP BY part.person_id
    ), locked AS (
        SELECT person.id, sights.first, sights.last
        FROM persons_person person JOIN sights ON sights.person_id = person.id
        WHERE person.first_seen_at > sights.first OR person.last_seen_at < sights.last
        ORDER BY person.id FOR NO KEY UPDATE OF person
    )
    UPDATE persons_person person
    SET first_seen_at = LEAST(person.first_seen_at, locked.first),
        last_seen_at = GREATEST(person.last_seen_at, locked.last)
    FROM locked WHERE person.id = locked.id
"""
_CLAIM = """
    SELECT id, created_at, organization_id, summary FROM conversations_conversation
    WHERE id = ANY(%s) AND search_due_at <= %s AND erasing_at IS NULL
    ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""
_NAMES = """
    SELECT part.conversation_id, person.name FROM conversations_participation part
    JOIN persons_person person ON person.id = part.person_id
    WHERE part.conversation_id = ANY(%s) AND person.name <> '' AND person.erasing_at IS NULL
    ORDER BY part.conversation_id, part.position, part.id
"""
_FINDINGS = """
    SELECT conversation_id, goal, value::text FROM conversations_finding
    WHERE conversation_id = ANY(%s) ORDER BY conversation_id, id
"""
_TEXTS = """
    SELECT conversation_id, text FROM conversations_turn
    WHERE conversation_id = ANY(%s) ORDER BY conversation_id, position
"""
# In its place, never deleted and added: new names are written into the row that is there.
_STORE = f"""
    INSERT INTO conversations_searchdocument ({SEARCH.column_list})
    SELECT {SEARCH.column_list} FROM json_populate_recordset(NULL::conversations_searchdocument, %s)
    ON CONFLICT (conversation_id, created_at) DO UPDATE SET document = excluded.document
"""
_DONE = "UPDATE conversations_conversation SET search_due_at = NULL WHERE id = ANY(%s)"


class _Claimed(NamedTuple):
    id: int
    created_at: datetime
    organization_id: int
    summary: str


def refresh_search() -> int:
    """Make the search documents that are due, for some seconds; return how many.

    Any number may run at once, and one that is killed leaves what it was at due.
    """
    ends = time.monotonic() + _SECONDS
    total = 0
    while time.monotonic() < ends:
        ids = [key for (key,) in _rows(_DUE, [timezone.now(), _AT_ONCE])]
        if not ids:
            break
        # By itself: within the next transaction it could wait for an import that waits for that.
        _rows(_SEEN, {"ids": ids})
        made = _refresh(ids)
        total += made
        if not made:  # Others are at them, or somebody is talking: they stay due.
            break
    return total


@transaction.atomic
def _refresh(ids: list[int]) -> int:
    found = [_Claimed(*row) for row in _rows(_CLAIM, [ids, timezone.now()])]
    if not found:
        return 0
    keys = [each.id for each in found]
    _rows(_STORE, [SEARCH.recordset(_documents(found, keys))])
    _rows(_DONE, [keys])
    created: defaultdict[int, list[datetime]] = defaultdict(list)
    for each in found:
        created[each.organization_id].append(each.created_at)
    for organization_id, moments in created.items():
        mark_rollups(organization_id, moments)
    return len(found)


def _documents(found: Iterable[_Claimed], keys: list[int]) -> list[Row]:
    names = _grouped(_NAMES, keys)
    texts = _grouped(_TEXTS, keys)
    findings = _grouped(_FINDINGS, keys)
    return [
        (
            each.id,
            each.created_at,
            each.organization_id,
            conversation_vector(
                each.organization_id,
                (name for (name,) in names[each.id]),
                each.summary,
                ((goal, json.loads(value or "null")) for goal, value in findings[each.id]),
                (text for (text,) in texts[each.id]),
            ),
        )
        for each in found
    ]


def _grouped(statement: str, keys: list[int]) -> defaultdict[int, list[tuple[Any, ...]]]:
    grouped: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in _rows(statement, [keys]):
        grouped[key].append(tuple(rest))
    return grouped


def _rows(statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall()) if cursor.description else []
