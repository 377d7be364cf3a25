"""Templates and their versions as the Roxels API lists and tells them."""

import json
from typing import Any

from api.gate.sql import hide, select
from orgs.queries.keys import KeyAccess
from web.keyset import Place

DEFINITION = """
version.number AS version, version.instructions, version.goals, version.phases, version.criteria,
version.outputs, version.screen_share, version.max_duration_seconds
"""
_JSON = ("goals", "phases", "criteria", "outputs")

_TEMPLATES = f"""
SELECT template.id AS key, template.public_id AS id, template.name, template.description,
       {DEFINITION}, template.created_at, version.created_at AS updated_at
FROM conversations_template template
JOIN LATERAL (
    SELECT * FROM conversations_templateversion WHERE template_id = template.id
    ORDER BY number DESC LIMIT 1
) version ON true
WHERE template.organization_id = %(organization)s
"""
_VERSIONS = f"""
SELECT version.id AS key, {DEFINITION}, version.created_at
FROM conversations_templateversion version
JOIN conversations_template template ON template.id = version.template_id
WHERE template.organization_id = %(organization)s AND template.public_id = %(template)s
"""


def items(key: KeyAccess, place: Place | None, limit: int) -> list[dict[str, Any]]:
    """Return up to `limit` templates made strictly before `place`, last made first."""
    return _listed(_TEMPLATES, "template", {"organization": key.organization_id}, place, limit)


def versions(
    key: KeyAccess, public_id: str, place: Place | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` versions made strictly before `place`, newest first."""
    values = {"organization": key.organization_id, "template": public_id}
    return _listed(_VERSIONS, "version", values, place, limit)


def record(key: KeyAccess, public_id: str) -> dict[str, Any] | None:
    """Return the template as its newest version has it, or None for unknown ones and another's."""
    values = {"organization": key.organization_id, "id": public_id}
    found = select(f"{_TEMPLATES} AND template.public_id = %(id)s", values)
    return hide([_readable(found[0])], "key")[0] if found else None


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its JSON read."""
    return {**row, **{name: json.loads(row[name]) for name in _JSON}}


def _listed(
    statement: str, table: str, values: dict[str, Any], place: Place | None, limit: int
) -> list[dict[str, Any]]:
    before = ""
    if place is not None:
        before = f"AND ({table}.created_at, {table}.id) < (%(before)s, %(before_id)s)"
        values = {**values, "before": place.at, "before_id": place.id}
    found = select(
        f"""
        {statement} {before}
        ORDER BY {table}.created_at DESC, {table}.id DESC LIMIT %(limit)s
        """,
        {**values, "limit": limit},
    )
    return [_readable(row) for row in found]
