"""Which templates' outputs name an endpoint."""

from typing import NamedTuple

from django.db import connection
from pydantic_core import to_json

from outputs.models import Endpoint

_NAMING = """
    SELECT t.public_id, t.name FROM conversations_template t
    JOIN LATERAL (
        SELECT outputs FROM conversations_templateversion v
        WHERE v.template_id = t.id ORDER BY v.number DESC LIMIT 1
    ) newest ON true
    WHERE t.organization_id = %s AND newest.outputs @> %s::jsonb ORDER BY t.name, t.id LIMIT %s
"""
SHOWN = 20


class Naming(NamedTuple):
    """A template whose newest version has an output to the endpoint."""

    public_id: str
    name: str


def templates_naming(endpoint: Endpoint) -> list[Naming]:
    """Return the first SHOWN + 1 of them by name."""
    named = to_json([{"endpoint": endpoint.public_id}]).decode()
    with connection.cursor() as cursor:
        cursor.execute(_NAMING, [endpoint.organization_id, named, SHOWN + 1])
        return [Naming._make(row) for row in cursor.fetchall()]
