"""Conversations as the backend API lists and tells them."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.backend.shapes import SOURCE
from api.backend.words import ARCHIVED, connection_code, profile, status
from api.gate.sql import Row, first, select
from conversations.models import named_uuid
from orgs.queries.keys import KeyAccess
from web.ids import UUID_FORM, as_uuid
from web.keyset import Place

# What another system called so is no code and no path of this API's.
_KEPT = f"CASE WHEN c.source = '{SOURCE}' THEN c.source_fields -> '{{}}' END::text"
_ITEM = f"""
c.id AS key, c.created_at, c.public_id AS id, {_KEPT.format("connection_code")} AS code,
template.public_id AS agent_id, c.status, c.archived_at IS NOT NULL AS is_archived, c.started_at,
c.ended_at AS completed_at, c.turn_count, {_KEPT.format("turn_count")} AS told_count,
person.public_id AS person_id, person.name, person.email, person.profile
"""
_FROM = """
FROM conversations_conversation c
LEFT JOIN conversations_template template ON template.id = c.template_id
LEFT JOIN LATERAL (
    SELECT person.public_id, person.name, person.email, person.profile::text AS profile
    FROM conversations_participation part
    JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
    WHERE part.conversation_id = c.id ORDER BY part.position, part.id LIMIT 1
) person ON true
"""
_OWN = "c.organization_id = %(organization)s AND c.is_test = %(is_test)s AND c.erasing_at IS NULL"

_HERE = "c.archived_at IS NULL AND c.status"
# The rows of each word, in parts that each have an index in the list's order.
_STATUSES = {
    "pending": (f"{_HERE} = 'created'",),
    "in_progress": (f"{_HERE} = 'joined'",),
    "completed": (f"{_HERE} = 'completed'",),
    "abandoned": (f"{_HERE} = 'abandoned'", f"{_HERE} = 'failed'"),
    ARCHIVED: ("c.archived_at IS NOT NULL",),
}


def _known_as(name: str, table: str) -> str:
    """The row whose id is this UUID, or that is named by it; each by an index of its own."""
    found = f"SELECT id FROM {table} WHERE organization_id = %(organization)s AND"
    spellings = f"ARRAY[%({name})s, lower(%({name})s), upper(%({name})s)]"
    return f"""({found} public_id = ANY({spellings}) UNION ALL
        {found} {named_uuid("public_id")} = %({name})s::uuid AND public_id !~ '^{UUID_FORM}$'
        LIMIT 1)"""


_AGENT = f"c.template_id = {_known_as('agent_id', 'conversations_template')}"
_ONE = f"{_OWN} AND c.id = {_known_as('id', 'conversations_conversation')}"
_REST = f"c.context::text AS context, {_KEPT.format('path_taken')} AS path_taken"
RECORD = f"SELECT {_ITEM}, {_REST} {_FROM} WHERE {_ONE}"
_FIND = f"SELECT c.id AS key, c.public_id AS id FROM conversations_conversation c WHERE {_ONE}"
_SAID = """
SELECT conversation_id, public_id AS id, role, text AS content, at AS created_at,
    nullif(modality, '') AS modality
FROM conversations_turn WHERE conversation_id = ANY(%s) ORDER BY conversation_id, position
"""


def _whose(key: KeyAccess) -> dict[str, Any]:
    return {"organization": key.organization_id, "is_test": key.is_test}


def items(
    key: KeyAccess,
    word: str | None,
    agent_id: UUID | None,
    place: Place | None,
    limit: int,
    *,
    newer: bool = False,
    whole: bool = False,
) -> Sequence[Row]:
    """Return up to `limit` rows strictly older than `place`, newest first; `item` words each.

    With `newer` those strictly newer than it, oldest first. `word`: the status asked for. `whole`:
    with what `wholes` makes the conversations of.
    """
    sign, order = (">", "ASC") if newer else ("<", "DESC")
    conditions = [_OWN]
    values = {**_whose(key), "limit": limit}
    if agent_id is not None:
        conditions.append(_AGENT)
        values["agent_id"] = str(agent_id)
    if place is not None:
        conditions.append(f"(c.created_at, c.id) {sign} (%(at)s, %(at_id)s)")
        values |= {"at": place.at, "at_id": place.id}
    told = f"{_ITEM}, {_REST}" if whole else _ITEM
    rows = f"SELECT {told} {_FROM} WHERE {' AND '.join(conditions)}"
    ordered = f"ORDER BY c.created_at {order}, c.id {order} LIMIT %(limit)s"
    parts = [f"({rows} AND {each} {ordered})" for each in _STATUSES.get(word or "", ("true",))]
    if len(parts) == 1:
        return select(parts[0], values)
    together = f"ORDER BY created_at {order}, key {order} LIMIT %(limit)s"
    return select(f"{' UNION ALL '.join(parts)} {together}", values)


def item(row: Row) -> dict[str, Any]:
    """Return a row as the list tells it."""
    code, count = json.loads(row["code"] or "null"), json.loads(row["told_count"] or "null")
    person = row["person_id"]
    return {
        "id": as_uuid(row["id"]),
        "connection_code": connection_code(code, row["id"]),
        "agent_id": as_uuid(row["agent_id"]) if row["agent_id"] else None,
        "status": status(row["status"], row["is_archived"]),
        "started_at": row["started_at"],
        "completed_at": row["completed_at"],
        "turn_count": count if isinstance(count, int) else row["turn_count"],
        "participant_profile": person
        and profile(person, row["name"], row["email"], json.loads(row["profile"])),
    }


def record(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the conversation, or None for an unknown one, another's, and the other mode's."""
    row = first(RECORD, {**_whose(key), "id": public_id})
    return _record(row) if row is not None else None


def _record(row: Row) -> dict[str, Any]:
    return {
        **item(row),
        "session_properties": json.loads(row["context"]),
        "path_taken": json.loads(row["path_taken"] or "[]"),
    }


def wholes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the conversations of the rows, in their order, each with its transcript in it."""
    said = _said(rows)
    return [{**_record(row), "transcript": _transcript(row, said)} for row in rows]


def transcript(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the transcript, or None as `record` does. Two statements."""
    found = first(_FIND, {**_whose(key), "id": public_id})
    return _transcript(found, _said([found])) if found is not None else None


def _said(rows: Sequence[Row]) -> dict[int, list[Row]]:
    """Return the turns by the conversations' keys. One statement."""
    said: dict[int, list[Row]] = {row["key"]: [] for row in rows}
    for turn in select(_SAID, [list(said)]):
        said[turn.pop("conversation_id")].append({**turn, "id": as_uuid(turn["id"])})
    return said


def _transcript(row: Row, said: dict[int, list[Row]]) -> dict[str, Any]:
    return {"conversation_id": as_uuid(row["id"]), "messages": said[row["key"]]}
