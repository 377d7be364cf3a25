"""Conversations as the widget API lists and tells them."""

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from api.gate.sql import Row, first, select
from api.widgets.shapes import SOURCE
from api.widgets.words import (
    CREDITS,
    OUTCOMES,
    ROLES,
    credits_charged,
    extraction,
    result_text,
    so_far,
    visitor,
)
from conversations.models import LIVE, Conversation
from orgs.queries.keys import KeyAccess
from web.keyset import Place

# After the end, a conversation that is led here is gone through for so long at most.
EXTRACTED_WITHIN = timedelta(seconds=60)

# What another system called so is no page and no visitor of this API's.
_KEPT = f"CASE WHEN c.source = '{SOURCE}' THEN c.source_fields -> '{{}}' END::text"
_BEGUN = "COALESCE(c.started_at, c.created_at)"
_ITEM = f"""
c.id AS key, {_BEGUN} AS created_at, c.public_id AS id, template.public_id AS widget_id,
c.started_at, c.ended_at, c.duration_seconds, c.status,
(SELECT trim_scale(sum(quantity))::text FROM conversations_usagerecord usage
 WHERE usage.conversation_id = c.id AND usage.unit = '{CREDITS}') AS credits,
{_KEPT.format("page_url")} AS page_url, {_KEPT.format("visitor")} AS visitor
"""
_TEMPLATE = "LEFT JOIN conversations_template template ON template.id = c.template_id"
_OWN = "c.organization_id = %(organization)s AND c.is_test = %(is_test)s AND c.erasing_at IS NULL"
_STATUSES = {word: status for status, word in OUTCOMES.items()}
_CONDITIONS = {
    "widget_id": """c.template_id = (
        SELECT id FROM conversations_template
        WHERE organization_id = %(organization)s AND public_id = %(widget_id)s)""",
    "since": f"{_BEGUN} >= %(since)s",
    "until": f"{_BEGUN} < %(until)s",
    "outcome": "c.status = %(status)s",
}

# A conversation that is led here is through once its summary is there and all was judged.
_LEARNT = f"""
c.findings::text AS findings, {_KEPT.format("extraction")} AS told_stage,
c.source = '{LIVE}' AND c.ended_at > now() - %(within)s AND (
    c.summary = '' OR (SELECT count(*) FROM conversations_criterionresult r
                       WHERE r.conversation_id = c.id)
        < COALESCE((SELECT jsonb_array_length(v.criteria) FROM conversations_templateversion v
                    WHERE v.id = c.template_version_id), 0)) AS is_running,
(SELECT json_agg(json_build_array(r.criterion, r.passed, r.reasoning) ORDER BY r.id)::text
 FROM conversations_criterionresult r WHERE r.conversation_id = c.id) AS criteria
"""
_FROM = f"FROM conversations_conversation c {_TEMPLATE}"
_ASKED = f"SELECT {_ITEM}, {_LEARNT} {_FROM} WHERE {_OWN} AND c.public_id = %(id)s"
_OF_ROW = f"SELECT {_ITEM}, {_LEARNT} {_FROM} WHERE c.id = %(id)s"
_TURNS = """
SELECT conversation_id, role, text, at AS ts FROM conversations_turn
WHERE conversation_id = ANY(%s) ORDER BY conversation_id, position
"""
_CALLS = """
SELECT conversation_id, name, args::text AS args, result::text AS result, at AS ts
FROM conversations_toolcall WHERE conversation_id = ANY(%s) ORDER BY conversation_id, position
"""


def _whose(key: KeyAccess) -> dict[str, Any]:
    return {"organization": key.organization_id, "is_test": key.is_test}


def items(
    key: KeyAccess,
    filters: dict[str, Any],
    place: Place | None,
    limit: int,
    *,
    whole: bool = False,
) -> Sequence[Row]:
    """Return up to `limit` rows that began strictly before `place`, newest first.

    `filters`: those of `_CONDITIONS`; `item` words a row, `wholes` those asked for `whole`.
    """
    return select(*listing(key, filters, place, limit, whole))


def listing(
    key: KeyAccess, filters: dict[str, Any], place: Place | None, limit: int, whole: bool
) -> tuple[str, dict[str, Any]]:
    """Return the statement of `items`, and what it is bound to."""
    conditions = [_OWN, *(_CONDITIONS[name] for name in filters)]
    values = {**_whose(key), **filters, "limit": limit, "within": EXTRACTED_WITHIN}
    if "outcome" in filters:
        values["status"] = _STATUSES[filters["outcome"]]
    if place is not None:
        conditions.append(f"({_BEGUN}, c.id) < (%(at)s, %(at_id)s)")
        values |= {"at": place.at, "at_id": place.id}
    told = f"{_ITEM}, c.turn_count, {_LEARNT}" if whole else _ITEM
    order = f"ORDER BY {_BEGUN} DESC, c.id DESC LIMIT %(limit)s"
    return f"SELECT {told} {_FROM} WHERE {' AND '.join(conditions)} {order}", values


def item(row: Row) -> dict[str, Any]:
    """Return a row as the list tells it."""
    credits = row["credits"]
    return {
        "id": row["id"],
        "widget_id": row["widget_id"],
        "started_at": row["started_at"],
        "ended_at": row["ended_at"],
        "duration_seconds": row["duration_seconds"],
        "credits_charged": credits_charged(None if credits is None else Decimal(credits)),
        "page_url": json.loads(row["page_url"] or "null"),
        "outcome": OUTCOMES.get(row["status"]),
        "visitor": visitor(json.loads(row["visitor"] or "null")),
    }


def record(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the whole conversation, or None for an unknown one, another's, and the other mode's.

    Three statements, whatever is in it.
    """
    row = first(_ASKED, {**_whose(key), "id": public_id, "within": EXTRACTED_WITHIN})
    return wholes([row])[0] if row is not None else None


def wholes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the conversations of the rows, in their order. Two statements."""
    keys = [row["key"] for row in rows]
    said, called = _by_conversation(_TURNS, keys), _by_conversation(_CALLS, keys)
    return [
        {
            **item(row),
            "transcript": [{**turn, "role": ROLES[turn["role"]]} for turn in said[row["key"]]],
            "tool_calls": [
                {
                    **call,
                    "args": json.loads(call["args"]),
                    "result": result_text(json.loads(call["result"] or "null")),
                }
                for call in called[row["key"]]
            ],
            **_learnt(row),
        }
        for row in rows
    ]


def _by_conversation(statement: str, keys: list[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {key: [] for key in keys}
    for row in select(statement, [keys]):
        found[row.pop("conversation_id")].append(row)
    return found


def told_of(conversation: int) -> dict[str, Any]:
    """Return what a webhook tells of the conversation with this row id: all but what was said."""
    row = first(_OF_ROW, {"id": conversation, "within": EXTRACTED_WITHIN})
    return {**item(row), **_learnt(row)} if row else {}


def _learnt(row: Row) -> dict[str, Any]:
    told = json.loads(row["told_stage"] or "null")
    stage = extraction(row["status"], told, row["is_running"])
    criteria = json.loads(row["criteria"] or "[]")
    judged = {name: {"passed": passed, "reasoning": why} for name, passed, why in criteria}
    return {
        "extraction": stage,
        "extracted_data": so_far(json.loads(row["findings"]), stage),
        "criteria_results": so_far(judged, stage),
    }


def conversation(key: KeyAccess, public_id: str) -> Conversation | None:
    """Return the conversation itself, for those who write it out or delete it."""
    return Conversation.objects.filter(
        organization_id=key.organization_id,
        is_test=key.is_test,
        public_id=public_id,
        erasing_at=None,
    ).first()


_SPEAKERS = {"assistant": "Agent", "user": "Visitor", "system": "System"}


def labelled(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the transcript with its speakers' labels, or None as `record` does."""
    found = conversation(key, public_id)
    if found is None:
        return None
    said = [
        {"speaker": _SPEAKERS[turn["role"]], "text": turn["text"], "ts": turn["ts"]}
        for turn in _by_conversation(_TURNS, [found.pk])[found.pk]
    ]
    return {"conversation_id": found.public_id, "transcript": said}
