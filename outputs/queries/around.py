"""What stands around the deliveries list: what it can be narrowed to, and what needs care."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from orgs.models import Organization
from web.prepared import prepared_cursor

FAILED_COUNTED = 1000
FAILED_LATELY = timedelta(days=7)
_MOST_TEMPLATES = 500  # more do not fit a menu

_AROUND = """
    SELECT oldest.public_id, oldest.created_at, (
        SELECT count(*) FROM (
            SELECT FROM outputs_delivery WHERE organization_id = %(organization)s
                AND state = 'failed' AND created_at >= %(lately)s LIMIT %(most)s
        ) failed
    ), (
        SELECT json_agg(json_build_array(
            id, public_id, CASE WHEN state = 'deleted' THEN name || ' (deleted)' ELSE name END
        ) ORDER BY state = 'deleted', name, id)::text
        FROM outputs_endpoint WHERE organization_id = %(organization)s
    ), (
        SELECT json_agg(json_build_array(id, public_id, name))::text FROM (
            SELECT id, public_id, name FROM conversations_template
            WHERE organization_id = %(organization)s ORDER BY name, id LIMIT %(templates)s
        ) templates
    )
    FROM (VALUES (1)) one
    LEFT JOIN LATERAL (
        SELECT public_id, created_at FROM outputs_delivery
        WHERE organization_id = %(organization)s AND state = 'pending' AND NOT is_history
        ORDER BY created_at, id LIMIT 1
    ) oldest ON true
"""


class Choice(NamedTuple):
    """An endpoint or a template that the list can be narrowed to. `key`: its row's id."""

    key: int
    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Around:
    """The delivery that waits longest, if one does; how many failed for good in seven days."""

    oldest: str | None
    oldest_at: datetime | None
    failed: int
    endpoints: list[Choice]
    templates: list[Choice]


def around(organization: Organization) -> Around:
    """Read it all in one statement."""
    told: dict[str, Any] = {
        "organization": organization.pk,
        "most": FAILED_COUNTED + 1,
        "lately": timezone.now() - FAILED_LATELY,
        "templates": _MOST_TEMPLATES,
    }
    with prepared_cursor() as cursor:
        cursor.execute(_AROUND, told)
        oldest, oldest_at, failed, endpoints, templates = cursor.fetchone()
    return Around(oldest, oldest_at, failed, _choices(endpoints), _choices(templates))


def _choices(text: str | None) -> list[Choice]:
    return [Choice._make(each) for each in json.loads(text)] if text else []
