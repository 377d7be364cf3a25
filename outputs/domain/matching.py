"""Sending again all that matches the filters of the list: counted first, then by the batch."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from orgs.domain.audit import Actor
from orgs.models import Organization
from outputs.domain.redelivering import MOST_RECOVERED, Recovered, record_again, send_again
from outputs.queries.delivery_list import Narrowed

MOST_LOOKED_AT = 200_000  # rows that match, of which it is counted how many could be sent
_BATCH = 1_000

# Not what was begun anew since the question: sent twice, the same answer sends nothing twice.
_CAN = """
    NOT d.is_history AND NOT d.is_waiting AND d.kind <> 'callback' AND d.erased_at IS NULL
    AND d.created_at < %s
    AND (d.plan_started_at < %s OR d.plan_started_at IS NULL AND d.state <> 'pending')
    AND EXISTS (SELECT FROM outputs_deliverycontent c WHERE c.delivery_id = d.id)
    AND NOT EXISTS (
        SELECT FROM outputs_endpoint e WHERE e.id = d.endpoint_id AND e.state = 'deleted'
    )
"""


@dataclass(frozen=True, slots=True)
class Matching:
    """How many could be sent again, up to MOST_RECOVERED + 1, and as of when.

    `is_whole`: whether all that matches was looked at; else the number is that of the first
    MOST_LOOKED_AT rows.
    """

    count: int
    asked_at: datetime
    is_whole: bool = True


def count_matching(found: Narrowed) -> Matching:
    """Count what passes the filters and could be sent again now."""
    now = timezone.now()
    sql, params = _matching("d.*", found, now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM ({sql} LIMIT %s) d WHERE {_CAN} LIMIT %s) counted",
            [*params, MOST_LOOKED_AT, now, now, MOST_RECOVERED + 1],
        )
        [count] = cursor.fetchone()
        if count > MOST_RECOVERED:
            return Matching(count, now)
        cursor.execute(
            f"SELECT count(*) FROM ({sql} LIMIT %s) matching", [*params, MOST_LOOKED_AT + 1]
        )
        [matching] = cursor.fetchone()
    return Matching(count, now, matching <= MOST_LOOKED_AT)


def redeliver_matching(
    *, actor: Actor, organization: Organization, found: Narrowed, asked_at: datetime
) -> Recovered:
    """Send what passes the filters again, oldest first, MOST_RECOVERED of them in one call.

    `asked_at`: as of when it was counted; what came or was sent again since is left out, so that
    calling it again goes on where it ended. A batch is a transaction.
    """
    total, place = 0, None
    while total < MOST_RECOVERED:
        rows = _next(found, asked_at, place, _BATCH)
        if not rows:
            return Recovered(total, False)
        total += _send(actor, organization, [(key, conversation) for key, _, conversation in rows])
        place = rows[-1][1], rows[-1][0]
    return Recovered(total, bool(_next(found, asked_at, place, 1)))


@transaction.atomic
def _send(actor: Actor, organization: Organization, rows: list[tuple[int, int | None]]) -> int:
    count = send_again(rows)
    if count:
        record_again(actor, organization, "delivery.redelivered", "", "", count)
    return count


def _next(
    found: Narrowed, asked_at: datetime, place: tuple[datetime, int] | None, limit: int
) -> list[Any]:
    """Return (id, created_at, conversation) of the next ones beyond `place`."""
    sql, params = _select("d.id, d.created_at, d.conversation_id", found, asked_at)
    if place is not None:
        sql, params = f"{sql} AND (d.created_at, d.id) > (%s, %s)", [*params, *place]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY d.created_at, d.id LIMIT %s", [*params, limit])
        rows: list[Any] = cursor.fetchall()
        return rows


def _select(columns: str, found: Narrowed, asked_at: datetime) -> tuple[str, list[Any]]:
    sql, params = _matching(columns, found, asked_at)
    return f"{sql} AND {_CAN}", [*params, asked_at, asked_at]


def _matching(columns: str, found: Narrowed, asked_at: datetime) -> tuple[str, list[Any]]:
    """What matches and is no older than bytes are kept: the rest would be years to walk through."""
    among = " AND d.state = ANY(%s)" if found.states else ""
    states = [list(found.states)] if found.states else []
    kept = asked_at - timedelta(days=settings.OUTPUTS_CONTENT_DAYS + 1)
    sql = f"SELECT {columns} {found.sql}{among} AND d.created_at >= %s"
    return sql, [*found.params, *states, kept]
