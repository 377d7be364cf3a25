"""Endpoints as the Roxels API lists and tells them: never a secret, no header's value."""

from typing import Any

from api.gate.sql import first, select
from orgs.queries.keys import KeyAccess
from web.keyset import Place

# A query may hold somebody's token.
_ENDPOINT = """
endpoint.id AS key, public_id AS id, name, split_part(url, '?', 1) AS url, dialect, state,
nullif(reason, '') AS reason, state_since, created_at, last_success_at, failing_since,
consecutive_failures
"""
_FROM = """
FROM outputs_endpoint endpoint WHERE organization_id = %(organization)s AND state <> 'deleted'
"""


def items(key: KeyAccess, place: Place | None, limit: int) -> list[dict[str, Any]]:
    """Return up to `limit` endpoints made strictly before `place`, last made first."""
    values: dict[str, Any] = {"organization": key.organization_id, "limit": limit}
    before = ""
    if place is not None:
        before = "AND (created_at, endpoint.id) < (%(before)s, %(before_id)s)"
        values |= {"before": place.at, "before_id": place.id}
    return select(
        f"""
        SELECT {_ENDPOINT} {_FROM} {before}
        ORDER BY created_at DESC, endpoint.id DESC LIMIT %(limit)s
        """,
        values,
    )


def record(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the endpoint, or None for unknown ones and another's."""
    statement = f"SELECT {_ENDPOINT} {_FROM} AND public_id = %(id)s"
    found = first(statement, {"organization": key.organization_id, "id": public_id})
    if found is not None:
        del found["key"]
    return found
