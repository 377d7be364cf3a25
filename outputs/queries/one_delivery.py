"""One delivery: what was sent, every try of it, and what was answered."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from orgs.models import Organization
from outputs.drafts import request_context
from outputs.queries.rows import Row, read_rows
from web.sealing import SealBroken, unseal

TRIES_SHOWN = 100

# What was said in a conversation that is being erased is hidden at once, wherever it was repeated.
_IS_SHOWN = """
    NOT EXISTS (
        SELECT FROM outputs_delivery d
        JOIN conversations_conversation erased ON erased.id = d.conversation_id
        WHERE d.id = c.delivery_id AND erased.erasing_at IS NOT NULL
    )
"""
_CONTENT = f"""
    SELECT body, content_type, request FROM outputs_deliverycontent c
    WHERE delivery_id = %s AND {_IS_SHOWN}
"""
_TRIES = f"""
    SELECT a.number, a.at, a.status, a.latency_ms, a.error, a.next_at, c.attempt_id IS NOT NULL,
        c.request_headers::text, c.response_headers::text, c.response_body
    FROM outputs_attempt a LEFT JOIN outputs_attemptcontent c ON c.attempt_id = a.id AND {_IS_SHOWN}
    WHERE a.delivery_id = %s ORDER BY a.number DESC LIMIT %s
"""


class Try(NamedTuple):
    """One try, newest first. Headers are JSON as text; `is_kept`: whether its content is there."""

    number: int
    at: datetime
    status: int | None
    latency_ms: int | None
    error: str
    next_at: datetime | None
    is_kept: bool
    request_headers: str | None
    response_headers: str | None
    response_body: bytes | None


@dataclass(frozen=True, slots=True)
class Content:
    """What every try sends. `method`; `headers`: names of those of its own, never their values."""

    body: bytes
    content_type: str
    method: str
    headers: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    row: Row
    content: Content | None
    tries: list[Try]


def get(organization: Organization, public_id: str) -> Row | None:
    """Return the organisation's own delivery, or null."""
    found = read_rows(
        "SELECT * FROM outputs_delivery WHERE organization_id = %s AND public_id = %s",
        [organization.pk, public_id],
        "d.id",
    )
    return found[0] if found else None


def read(organization: Organization, public_id: str) -> Found | None:
    """Return a delivery with its newest TRIES_SHOWN tries, in three statements, or null."""
    row = get(organization, public_id)
    if row is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_CONTENT, [row.id])
        stored = cursor.fetchone()
        cursor.execute(_TRIES, [row.id, TRIES_SHOWN])
        tries = [Try._make(each) for each in cursor.fetchall()]
    content = _content(row.public_id, *stored) if stored else None
    return Found(row, content, tries)


def _content(public_id: str, body: bytes, content_type: str, sealed: bytes | None) -> Content:
    request: dict[str, Any] = {}
    if sealed is not None:
        try:
            request = unseal(sealed, request_context(public_id))
        except SealBroken:  # The key is gone: the body is there all the same.
            request = {}
    names = sorted(request.get("headers") or {})
    return Content(bytes(body), content_type, request.get("method", "POST"), names)


def headers_of(text: str | None) -> list[tuple[str, str]]:
    """Return headers as they were kept: an object, or pairs where one name came twice."""
    kept = json.loads(text) if text else None
    pairs = kept.items() if isinstance(kept, dict) else kept or ()
    return [(str(name), str(value)) for name, value in pairs]
