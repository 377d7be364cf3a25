"""Conversations as the Roxels API lists and tells them."""

import json
from collections.abc import Sequence
from typing import Any

from api.gate.sql import Row, first, select
from conversations.models import Conversation
from orgs.queries.keys import KeyAccess
from web.keyset import Place

_ITEM = """
c.id AS key, c.public_id AS id, c.session_id, template.public_id AS template_id, c.status,
c.started_at, c.ended_at, c.duration_seconds
"""
_SUMMARY = "nullif(c.summary, '') AS summary"
_OWN = "c.organization_id = %(organization)s AND c.is_test = %(is_test)s AND c.erasing_at IS NULL"
_TEMPLATE = "LEFT JOIN conversations_template template ON template.id = c.template_id"
# One person's conversations are walked in their own index's order, however many they are.
_OF_PERSON = "JOIN conversations_participation part ON part.conversation_id = c.id"

_CONDITIONS = {
    "template_id": """c.template_id = (
        SELECT id FROM conversations_template
        WHERE organization_id = %(organization)s AND public_id = %(template_id)s)""",
    "status": "c.status = %(status)s",
    "since": "c.created_at > %(since)s",
    "external_id": """part.person_id = (
        SELECT id FROM persons_person WHERE organization_id = %(organization)s
          AND external_id = %(external_id)s AND erasing_at IS NULL)""",
}
_FRAMES = {True: "c.frame_count > 0", False: "c.frame_count = 0"}

_REST = f"""
(SELECT json_agg(json_build_object('name', nullif(person.name, ''),
        'external_id', person.external_id) ORDER BY part.position, part.id)::text
 FROM conversations_participation part
 JOIN persons_person person ON person.id = part.person_id AND person.erasing_at IS NULL
 WHERE part.conversation_id = c.id) AS persons,
c.context, {_SUMMARY}, c.findings, NULL AS transcript, c.source_fields -> 'outputs' AS outputs,
(SELECT json_agg(json_build_array(event.at, event.data) ORDER BY event.at, event.id)::text
 FROM conversations_sessionevent event
 WHERE event.conversation_id = c.id AND event.type = 'callback.fired') AS callbacks,
(SELECT json_agg(json_build_array(d.kind, d.target, d.attempt_count, d.state)
        ORDER BY d.created_at, d.id)::text
 FROM outputs_delivery d
 WHERE d.conversation_id = c.id AND d.kind <> 'callback' AND NOT d.is_history) AS sent
"""
_BESIDE = {"key", "created_at", "turn_count"}  # what a row has for the list's sake
_RECORD = f"""
SELECT {_ITEM}, {_REST} FROM conversations_conversation c {_TEMPLATE}
WHERE {_OWN} AND c.public_id = %(id)s
"""
_SAID = """
SELECT conversation_id, role, text, at AS timestamp FROM conversations_turn
WHERE conversation_id = ANY(%s) ORDER BY conversation_id, position
"""


def owner(key: KeyAccess) -> dict[str, Any]:
    """Return what every statement is bound to: whose conversations, and which mode's."""
    return {"organization": key.organization_id, "is_test": key.is_test}


def items(
    key: KeyAccess,
    filters: dict[str, Any],
    place: Place | None,
    limit: int,
    *,
    whole: bool = False,
) -> list[dict[str, Any]]:
    """Return up to `limit` list items strictly older than `place`, newest first.

    `filters`: those of `_CONDITIONS`, and `has_frames`, that narrow the list. Beside its own fields
    an item holds its place, `created_at` and `key`; `whole`: and what `wholes` makes of it.
    """
    at, id = "c.created_at", "c.id"
    if "external_id" in filters:
        at, id = "part.conversation_created_at", "part.conversation_id"
    conditions = [_OWN, *(_CONDITIONS.get(name) or _FRAMES[filters[name]] for name in filters)]
    values = {**owner(key), **filters, "limit": limit}
    if place is not None:
        conditions.append(f"({at}, {id}) < (%(before)s, %(before_id)s)")
        values |= {"before": place.at, "before_id": place.id}
    more = f"{_REST}, c.turn_count" if whole else _SUMMARY
    return select(
        f"""
        SELECT {_ITEM}, {more}, c.created_at FROM conversations_conversation c {_TEMPLATE}
        {_OF_PERSON if "external_id" in filters else ""}
        WHERE {" AND ".join(conditions)} ORDER BY {at} DESC, {id} DESC LIMIT %(limit)s
        """,
        values,
    )


def record(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the whole conversation, or None for an unknown one, another's, and the other mode's.

    Two statements, whatever is in it.
    """
    found = first(_RECORD, {**owner(key), "id": public_id})
    return wholes([found])[0] if found is not None else None


def wholes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the conversations of the rows as `record` does, in their order. One statement."""
    said: dict[int, list[Row]] = {row["key"]: [] for row in rows}
    for turn in select(_SAID, [list(said)]):
        said[turn.pop("conversation_id")].append(turn)
    return [_whole(row, said[row["key"]]) for row in rows]


def _whole(row: Row, transcript: list[Row]) -> dict[str, Any]:
    given = {name: json.loads(row[name] or "null") for name in ("outputs", "callbacks", "sent")}
    told = {name: row[name] for name in row if name not in {*given, *_BESIDE}}
    return {
        **told,
        "persons": json.loads(row["persons"] or "[]"),
        "context": json.loads(row["context"]),
        "findings": json.loads(row["findings"]),
        "transcript": transcript,
        "outputs": _outputs(given["outputs"], given["callbacks"] or [], given["sent"] or []),
    }


def conversation(key: KeyAccess, public_id: str) -> Conversation | None:
    """Return the conversation itself, for those who write it out."""
    return Conversation.objects.filter(
        organization_id=key.organization_id,
        is_test=key.is_test,
        public_id=public_id,
        erasing_at=None,
    ).first()


_PLACES = {"webhook": "webhooks", "chained": "chained"}
_WORDS = {"succeeded": "success"}  # of the wire, where they are not ours


def _outputs(
    imported: Any, callbacks: list[tuple[str, Any]], sent: list[tuple[str, str, int, str]]
) -> dict[str, Any]:
    """What an import brought along as it came, what was sent from here, and the callbacks that the
    runtime told of here."""
    kinds = imported if isinstance(imported, dict) else {}
    told: dict[str, list[Any]] = {
        kind: list(entries) if isinstance(entries := kinds.get(kind), list) else []
        for kind in ("webhooks", "callbacks", "chained")
    }
    for kind, target, attempts, state in sent:
        status = _WORDS.get(state, state)
        told[_PLACES[kind]].append({"url": target, "attempts": attempts, "status": status})
    told["callbacks"] += [{**(data or {}), "timestamp": _utc(at)} for at, data in callbacks]
    return told


def _utc(at: str) -> str:
    """PostgreSQL writes UTC as `+00:00`."""
    return at.replace("+00:00", "Z")
