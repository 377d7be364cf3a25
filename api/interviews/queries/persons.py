"""Persons as the Roxels API lists and tells them."""

import json
from typing import Any

from api.gate.sql import first, select
from orgs.queries.keys import KeyAccess
from web.keyset import Place

# `id` alone in an ORDER BY would be the answer's.
_PERSON = """
person.id AS key, created_at, public_id AS id, external_id, nullif(name, '') AS name, first_seen_at,
last_seen_at, conversation_count
"""
_OWN = "organization_id = %(organization)s AND erasing_at IS NULL"


def items(
    key: KeyAccess, external_id: str | None, place: Place | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` persons strictly older than `place`, last made first.

    Beside its own fields an item holds its place, `created_at` and `key`.
    """
    conditions = [_OWN]
    values: dict[str, Any] = {"organization": key.organization_id, "limit": limit}
    if external_id is not None:
        conditions.append("external_id = %(external_id)s")
        values["external_id"] = external_id
    if place is not None:
        conditions.append("(created_at, person.id) < (%(before)s, %(before_id)s)")
        values |= {"before": place.at, "before_id": place.id}
    return select(
        f"""
        SELECT {_PERSON} FROM persons_person person WHERE {" AND ".join(conditions)}
        ORDER BY created_at DESC, person.id DESC LIMIT %(limit)s
        """,
        values,
    )


def record(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the person with `org_context`, or None for unknown ones and another's."""
    found = first(
        f"""
        SELECT {_PERSON}, org_context FROM persons_person person
        WHERE {_OWN} AND public_id = %(id)s
        """,
        {"organization": key.organization_id, "id": public_id},
    )
    if found is not None:
        del found["key"], found["created_at"]
        found["org_context"] = json.loads(found["org_context"])
    return found
