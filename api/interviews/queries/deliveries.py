"""Deliveries as the Roxels API lists and tells them."""

import json
from typing import Any

from api.gate.sql import first, select
from api.interviews.queries.interviews import owner
from orgs.queries.keys import KeyAccess
from outputs.models import Problem
from web.keyset import Place

MOST_TRIES = 200  # told of one delivery, the newest

_ITEM = """
d.id AS key, d.public_id AS id, d.kind, d.event_type AS event, nullif(d.goal, '') AS goal,
nullif(d.output, '') AS output_id, c.public_id AS interview_id, template.public_id AS template_id,
endpoint.public_id AS endpoint_id, d.target, d.state, d.attempt_count AS attempts, d.created_at,
d.next_attempt_at, d.finished_at, d.last_status AS last_status_code,
nullif(d.last_error, '') AS last_error, d.last_latency_ms, d.is_history AS imported
"""
_FROM = """
FROM outputs_delivery d
LEFT JOIN conversations_conversation c ON c.id = d.conversation_id
LEFT JOIN conversations_template template ON template.id = d.template_id
LEFT JOIN outputs_endpoint endpoint ON endpoint.id = d.endpoint_id
"""
# What belongs to no conversation (a test of an endpoint, what outlived an erasure) is a live key's.
_OWN = {
    False: """d.organization_id = %(organization)s
        AND (c.id IS NULL OR NOT c.is_test AND c.erasing_at IS NULL)""",
    True: """d.organization_id = %(organization)s
        AND c.organization_id = %(organization)s AND c.is_test AND c.erasing_at IS NULL""",
}
_CONDITIONS = {
    "endpoint_id": "d.endpoint_id = %(endpoint_id)s",
    "event": "d.event_type = %(event)s",
    "template_id": "d.template_id = %(template_id)s",
    "interview_id": "d.conversation_id = %(interview_id)s",
    "since": "d.created_at > %(since)s",
}
# Looked up before the list is planned, which does not see how many a name stands for.
_NAMED = {
    "endpoint_id": "outputs_endpoint",
    "template_id": "conversations_template",
    "interview_id": "conversations_conversation",
}
# Spelled out: the indexes of what is not delivered cannot be used for a state that is bound.
_STATES = {
    state: f"d.state = '{state}'" for state in ("pending", "succeeded", "failed", "cancelled")
}

_CONTENT = """
SELECT content.body, content.content_type FROM outputs_deliverycontent content
WHERE content.delivery_id = %s
"""
_TRIES = f"""
SELECT attempt.number, attempt.at, attempt.status AS status_code, attempt.latency_ms,
       nullif(attempt.error, '') AS error, attempt.next_at AS next_attempt_at,
       content.request_headers::text, content.response_headers::text, content.response_body
FROM outputs_attempt attempt
LEFT JOIN outputs_attemptcontent content ON content.attempt_id = attempt.id
WHERE attempt.delivery_id = %s ORDER BY attempt.number DESC LIMIT {MOST_TRIES}
"""


def items(
    key: KeyAccess, filters: dict[str, Any], place: Place | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` list items strictly older than `place`, newest first.

    `filters`: `state`, and those of `_CONDITIONS`. Beside its own fields an item holds `key`.
    """
    named = _look_up(key, filters)
    if None in named.values():
        return []
    values = {**owner(key), **filters, **named, "limit": limit}
    conditions = [_OWN[key.is_test]]
    for name in filters:
        conditions.append(_STATES[filters[name]] if name == "state" else _CONDITIONS[name])
    if place is not None:
        conditions.append("(d.created_at, d.id) < (%(before)s, %(before_id)s)")
        values |= {"before": place.at, "before_id": place.id}
    return select(
        f"""
        SELECT {_ITEM} {_FROM} WHERE {" AND ".join(conditions)}
        ORDER BY d.created_at DESC, d.id DESC LIMIT %(limit)s
        """,
        values,
    )


def _look_up(key: KeyAccess, filters: dict[str, Any]) -> dict[str, int | None]:
    """Return the row's id of each filter that names something, None for what there is not."""
    wanted = [name for name in filters if name in _NAMED]
    if not wanted:
        return {}
    found = [
        f"(SELECT id FROM {_NAMED[name]} WHERE organization_id = %(organization)s"
        f" AND public_id = %({name})s) AS {name}"
        for name in wanted
    ]
    return select(f"SELECT {', '.join(found)}", {**owner(key), **filters})[0]


def record(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return a delivery with what was sent and every try, or None for unknown ones, another's, and
    those of the other mode's conversations. Three statements."""
    statement = f"SELECT {_ITEM} {_FROM} WHERE {_OWN[key.is_test]} AND d.public_id = %(id)s"
    found = first(statement, {**owner(key), "id": public_id})
    if found is None:
        return None
    row = found.pop("key")
    content = first(_CONTENT, [row])
    return {
        **found,
        "body": _text(content["body"]) if content else None,
        "content_type": content["content_type"] if content else None,
        "tries": [_try(each) for each in select(_TRIES, [row])],
    }


def _try(row: dict[str, Any]) -> dict[str, Any]:
    error = row["error"]
    return {
        **row,
        "message": Problem(error).label if error in Problem.values else None,
        "request_headers": json.loads(row["request_headers"] or "null"),
        "response_headers": json.loads(row["response_headers"] or "null"),
        "response_body": _text(row["response_body"]),
    }


def _text(body: bytes | None) -> str | None:
    return None if body is None else bytes(body).decode(errors="replace")
