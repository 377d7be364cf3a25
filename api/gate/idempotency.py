"""`Idempotency-Key`: a POST that is sent again gets the first one's answer, and nothing is done.

The row is added before the write and in its transaction. So of two requests at once the second
waits in the unique index until the first is through, and what fails leaves no trace.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from api.gate.admission import ApiRequest
from api.gate.answers import Answer
from api.gate.erasing import ERASED, erased_keys
from api.gate.errors import CODES, ApiError, bad_request, conflict
from api.gate.models import SavedAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
_SWEPT_AT_ONCE = 5000

Operation = Callable[..., HttpResponse]

_CLAIM = """
INSERT INTO gate_savedanswer AS saved
    (organization_id, is_test, key, digest, about, created_at)
SELECT %(organization)s, %(is_test)s, %(key)s, %(digest)s, '{}', %(now)s
WHERE NOT EXISTS (
    SELECT FROM gate_savedanswer
    WHERE organization_id = %(organization)s AND is_test = %(is_test)s AND key = ANY(%(erased)s)
      AND created_at > %(expired)s
)
ON CONFLICT (organization_id, is_test, key) DO UPDATE
SET digest = excluded.digest, status = NULL, body = NULL, about = '{}', created_at = %(now)s
WHERE saved.created_at <= %(expired)s
RETURNING id
"""
_READ = """
SELECT digest, status, body FROM gate_savedanswer
WHERE organization_id = %(organization)s AND is_test = %(is_test)s
  AND (key = %(key)s OR key = ANY(%(erased)s))
ORDER BY created_at DESC LIMIT 1
"""
# The caller's own key may hold somebody's name, so everybody who takes part is noted.
_KEEP = """
WITH told AS (
    SELECT id, public_id FROM conversations_conversation
    WHERE organization_id = %(organization)s
      AND (public_id = ANY(%(about)s) OR session_id = ANY(%(about)s))
)
UPDATE gate_savedanswer SET status = %(status)s, body = %(body)s, about = ARRAY(
    SELECT unnest(%(about)s::text[])
    UNION SELECT public_id FROM told
    UNION SELECT person.public_id
    FROM told JOIN conversations_participation part ON part.conversation_id = told.id
    JOIN persons_person person ON person.id = part.person_id
)
WHERE id = %(id)s
"""


def once(operation: Operation) -> Operation:
    """Let an operation that is a POST be done once for each `Idempotency-Key`."""

    @wraps(operation)
    def done_once(request: ApiRequest, *args: Any, **values: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if key is None or request.method != "POST":
            return operation(request, *args, **values)
        if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):
            raise bad_request("An Idempotency-Key is 1–255 printable ASCII characters.", HEADER)
        claimed = _claim(request, key)
        if claimed is None:
            return _replay(request, key)
        response = operation(request, *args, **values)
        _keep(request, claimed, response)
        return response

    return done_once


def forget_old() -> int:
    """Delete answers that ran out, 5,000 at most; return how many."""
    old = SavedAnswer.objects.filter(created_at__lte=timezone.now() - KEPT_FOR)
    keys = list(old.order_by("created_at").values_list("pk", flat=True)[:_SWEPT_AT_ONCE])
    return SavedAnswer.objects.filter(pk__in=keys).delete()[0]


def _digest(request: ApiRequest) -> bytes:
    asked = f"{request.method} {request.get_full_path()}\n".encode(errors="replace")
    return hashlib.sha256(asked + request.body).digest()


def _whose(request: ApiRequest, key: str) -> dict[str, Any]:
    access = request.key
    erased = erased_keys(access.organization_id, access.is_test, key)
    whose = {"organization": access.organization_id, "is_test": access.is_test, "key": key}
    return {**whose, "erased": erased}


def _claim(request: ApiRequest, key: str) -> int | None:
    """Return the id of the row that this request fills, None where another's answer stands."""
    now = timezone.now()
    asked: dict[str, Any] = {"digest": _digest(request), "now": now, "expired": now - KEPT_FOR}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {**_whose(request, key), **asked})
        row = cursor.fetchone()
    return row[0] if row else None


def _replay(request: ApiRequest, key: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_READ, _whose(request, key))
        row = cursor.fetchone()
    if row is not None and row[1] == ERASED:
        raise ApiError(ERASED, CODES[ERASED], "What this request had made was erased.", HEADER)
    if row is None or bytes(row[0]) != _digest(request):
        raise conflict(
            f"The Idempotency-Key “{key}” belongs to another request of the last 24 hours.", HEADER
        )
    return HttpResponse(
        row[2],
        status=row[1],
        content_type="application/json",
        headers={"Idempotent-Replayed": "true"},
    )


def _kept(response: HttpResponse) -> bytes:
    kept = response.kept if isinstance(response, Answer) else None
    return response.content if kept is None else kept


def _keep(request: ApiRequest, row: int, response: HttpResponse) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "id": row,
                "organization": request.key.organization_id,
                "status": response.status_code,
                "body": _kept(response).decode(),
                "about": request.about,
            },
        )
