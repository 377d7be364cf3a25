"""The pages of deliveries that are measured, and what each is to reach."""

from urllib.parse import quote, urlencode

import psycopg

from bench.cases import FLOOR, Case
from bench.found import Found
from bench.outputs.addresses import keys_of, public_id_of
from outputs.filters import DeliveryFilters
from web import keyset

ROW = '<td class="c-state">'
_FLOORS = 3
_DEPTH = 100_000
_AT = """
SELECT created_at, id FROM outputs_delivery WHERE organization_id = %s
ORDER BY created_at DESC, id DESC OFFSET %s LIMIT 1
"""
_FAILED = """
SELECT d.public_id, c.public_id FROM outputs_delivery d
JOIN conversations_conversation c ON c.id = d.conversation_id
WHERE d.organization_id = %s AND d.state = 'failed' ORDER BY d.created_at DESC, d.id DESC LIMIT 1
"""


def cases(found: Found, raw: psycopg.Connection) -> list[Case]:
    """Return every page, the floor first."""
    base = f"/o/{found.slug}"
    keys = keys_of(found.organization_id)
    delivery, conversation = _one(raw, _FAILED, found.organization_id)
    busiest = public_id_of(keys[0])
    return [
        Case(FLOOR, f"{base}/bench/nothing/"),
        *_lists(f"{base}/deliveries/", found, raw),
        Case("delivery of ten tries", f"{base}/deliveries/{delivery}/"),
        Case("output log of a conversation", f"{base}/conversations/{conversation}/outputs/"),
        Case("endpoints", f"{base}/endpoints/"),
        Case("endpoint", f"{base}/endpoints/{busiest}/"),
    ]


def _lists(path: str, found: Found, raw: psycopg.Connection) -> list[Case]:
    return [
        Case("deliveries, first page", path, _FLOORS),
        Case("deliveries, deep", f"{path}?older={quote(_deep(found, raw))}", _FLOORS),
        *(
            Case(f"· {name}", f"{path}?{urlencode(given)}", _FLOORS)
            for name, given in _narrowed(found).items()
        ),
    ]


def _narrowed(found: Found) -> dict[str, list[tuple[str, str]]]:
    keys = keys_of(found.organization_id)
    busiest, rarest, paused = (("endpoint", public_id_of(keys[place])) for place in (0, -2, -1))
    failed, pending, delivered, cancelled = (
        ("state", state) for state in ("failed", "pending", "succeeded", "cancelled")
    )
    template, days = ("template", found.template), list(found.period.items())
    return {
        "failed": [failed],
        "pending": [pending],
        "delivered": [delivered],
        "busy endpoint": [busiest],
        "rare endpoint": [rarest],
        "paused endpoint": [paused],
        "endpoint, failed": [busiest, failed],
        "endpoint, delivered": [rarest, delivered],
        "event": [("event", "goal.committed")],
        "template": [template],
        "60 days": days,
        "all of them": [
            failed, pending, busiest, ("event", "conversation.completed"), template, *days
        ],
        "nothing: cancelled": [cancelled],
        "nothing: before the first": list(found.before_all.items()),
        "nothing: event": [("event", "person.erased")],
        "nothing: endpoint, event": [busiest, ("event", "test")],
        "nothing: paused, delivered": [paused, delivered],
    }  # fmt: skip


def _deep(found: Found, raw: psycopg.Connection) -> str:
    """Return the cursor of a place deep down the list, less deep where that is short."""
    depth = min(_DEPTH, found.total * 9 // 10)
    place = keyset.Place(*_one(raw, _AT, found.organization_id, depth))
    return keyset.encode(place, f"{found.organization_id} {DeliveryFilters().scope}")


def _one(raw: psycopg.Connection, sql: str, *params: object) -> tuple:
    row = raw.execute(sql.encode(), params).fetchone()
    assert row, sql
    return row
