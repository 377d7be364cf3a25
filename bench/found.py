"""What the loaded data offers to measure: its own ids, cursors and periods."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import psycopg

from bench.world import SPAN
from conversations.filters import ConversationFilters
from conversations.queries import listing
from web import keyset

_DEPTH = 100_000
_AT_DEPTH = """
SELECT created_at, id FROM conversations_conversation
WHERE organization_id = %s AND NOT is_test AND erasing_at IS NULL AND archived_at IS NULL
ORDER BY created_at DESC, id DESC OFFSET %s LIMIT 1
"""
_BY_TURNS = """
SELECT public_id FROM conversations_conversation
WHERE organization_id = %s AND turn_count = %s AND person_count = 1 AND status = 'completed'
ORDER BY id LIMIT 1
"""
_LARGEST = """
SELECT public_id FROM conversations_template WHERE organization_id = %s ORDER BY id LIMIT 1
"""
_BUSIEST = """
SELECT public_id FROM persons_person
WHERE organization_id = %s ORDER BY conversation_count DESC, id LIMIT 1
"""
_USUAL = """
SELECT public_id FROM persons_person
WHERE organization_id = %s AND conversation_count = 5 ORDER BY id LIMIT 1
"""


@dataclass(frozen=True)
class Found:
    """Ids and cursors of the largest organisation. `period`, `before_all`: days as URLs have them.

    `last_row_cursor` leads to a page of one row.
    """

    organization_id: int
    slug: str
    total: int
    depth: int
    deep_cursor: str
    top_cursor: str
    last_row_cursor: str
    template_id: int
    template: str
    largest_template: str
    period: dict[str, str]
    before_all: dict[str, str]
    usual_person: str
    busy_person: str
    last_name: str
    usual_conversation: str
    long_conversation: str
    short_conversation: str

    def admin_filter(self) -> str:
        """Return the admin's address for the same filters."""
        query = {
            "template__id__exact": self.template_id,
            "status__exact": "completed",
            "created_at__gte": self.period["since"],
            "created_at__lt": self.period["until"],
        }
        return f"/bench/admin/conversations/conversation/?{urlencode(query)}"


def find(connection: psycopg.Connection, ends_at: datetime) -> Found:
    """Return what there is to measure in the largest organisation."""

    def one(sql: str, *params: object) -> tuple:
        row = connection.execute(sql, params).fetchone()
        assert row, sql
        return row

    organization_id, slug = one("SELECT id, slug FROM orgs_organization WHERE id = 1")
    [total] = one(
        "SELECT count(*) FROM conversations_conversation WHERE organization_id = %s",
        organization_id,
    )
    depth = min(_DEPTH, total * 9 // 10) // 50 * 50
    template_id, template = one(
        "SELECT id, public_id FROM conversations_template WHERE organization_id = %s "
        "ORDER BY id OFFSET 1 LIMIT 1",
        organization_id,
    )
    [largest] = one(_LARGEST, organization_id)
    [name] = one("SELECT name FROM persons_person WHERE organization_id = %s", organization_id)
    middle = (ends_at - SPAN / 2).date()
    before = (ends_at - 2 * SPAN).date()

    def cursor(offset: int) -> str:
        place = keyset.Place(*one(_AT_DEPTH, organization_id, offset))
        return keyset.encode(place, listing.scope(organization_id, ConversationFilters()))

    return Found(
        organization_id=organization_id,
        slug=slug,
        total=total,
        depth=depth,
        deep_cursor=cursor(depth - 1),
        top_cursor=cursor(0),
        last_row_cursor=cursor(total - 2),
        template_id=template_id,
        template=template,
        largest_template=largest,
        period=_days(middle.isoformat(), (middle + timedelta(days=59)).isoformat()),
        before_all=_days(before.isoformat(), (before + timedelta(days=30)).isoformat()),
        usual_person=one(_USUAL, organization_id)[0],
        busy_person=one(_BUSIEST, organization_id)[0],
        last_name=name.split()[-1],
        usual_conversation=one(_BY_TURNS, organization_id, 20)[0],
        long_conversation=one(_BY_TURNS, organization_id, 200)[0],
        short_conversation=one(_BY_TURNS, organization_id, 1)[0],
    )


def _days(since: str, until: str) -> dict[str, str]:
    return {"since": since, "until": until}
