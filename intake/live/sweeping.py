"""Sessions that nobody ends: silent ones, and links that nobody followed in time."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from conversations.domain import mark_rollups, wake
from conversations.models import LIVE, SessionStatus, Status
from intake.live.taking import REFRESH_SEARCH
from outputs.domain import Moment, fire

_AT_ONCE = 200  # conversations in one transaction

# When something last came in, not when it says that it happened: a runtime's clock may be wrong.
_ABANDON = """
    WITH stale AS (
        SELECT id FROM conversations_conversation
        WHERE source = %(live)s AND status = %(status)s AND erasing_at IS NULL
            AND updated_at < %(silent_since)s AND {stale}
        ORDER BY {order} LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE conversations_conversation c SET
        status = %(abandoned)s, session_status = %(ended)s, end_reason = %(reason)s,
        ended_at = {ended_at},
        duration_seconds = trunc(extract(epoch FROM {ended_at} - c.started_at))::int,
        gist = CASE WHEN c.summary ~ '\\S' THEN c.gist ELSE '' END,
        search_due_at = %(now)s, updated_at = %(now)s, revision = c.revision + 1
    FROM stale WHERE c.id = stale.id
    RETURNING c.organization_id, c.created_at, c.id, EXISTS (
        SELECT FROM conversations_templateversion version
        WHERE version.id = c.template_version_id AND version.outputs <> '[]'
    )
"""
_SILENT = _ABANDON.format(
    stale="true",
    order="id",
    ended_at="GREATEST(coalesce(c.last_event_at, c.updated_at), c.started_at)",
)
_EXPIRED = _ABANDON.format(
    stale="joinable_until < %(now)s", order="joinable_until", ended_at="c.joinable_until"
)


def sweep_sessions() -> int:
    """Abandon what went silent and what can no longer be joined; return how many. Idempotent.

    A joined session is ended at its last event once nothing came in for SESSION_SILENCE_SECONDS;
    one that nobody joined, when its link expired.
    """
    total = 0
    for statement, status, reason in (
        (_SILENT, Status.JOINED, "timeout"),
        (_EXPIRED, Status.CREATED, "expired"),
    ):
        while swept := _sweep(statement, status, reason):
            total += swept
    return total


@transaction.atomic
def _sweep(statement: str, status: Status, reason: str) -> int:
    now = timezone.now()
    told: dict[str, Any] = {
        "live": LIVE,
        "status": status.value,
        "abandoned": Status.ABANDONED.value,
        "ended": SessionStatus.ENDED.value,
        "reason": reason,
        "silent_since": now - timedelta(seconds=settings.SESSION_SILENCE_SECONDS),
        "now": now,
        "limit": _AT_ONCE,
    }
    created: defaultdict[int, list[datetime]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        swept = cursor.fetchall()
    for organization_id, created_at, key, has_outputs in swept:
        created[organization_id].append(created_at)
        if has_outputs:
            fire(organization_id, key, [Moment("conversation.ended")])
    for organization_id, moments in created.items():
        mark_rollups(organization_id, moments)
    if swept:
        transaction.on_commit(lambda: wake(REFRESH_SEARCH), robust=True)
    return len(swept)
