"""The rollups' upkeep: a change leaves a mark, a refresh recounts the days that are marked.

Nothing is raised or lowered in place, so erasure, corrections and imports need nothing but the
mark, and a day that went wrong for whatever reason is right again after its next one.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.db.models import Max

from conversations.domain import recount
from conversations.domain.waking import wake
from conversations.models import RollupMark

logger = logging.getLogger(__name__)

_DAYS_AT_ONCE = 7  # recounted in one transaction
_TASK = "conversations.tasks.refresh_rollups"


def mark_rollups(organization_id: int, moments: Iterable[datetime]) -> None:
    """Have the days of `moments` recounted; call it in the transaction that changes conversations.

    `moments`: when the changed conversations were created, and where that itself changed, the old
    moment too. One statement; a refresh is woken on commit.
    """
    days = {moment.astimezone(UTC).date() for moment in moments}
    if not days:
        return
    RollupMark.objects.bulk_create(
        [RollupMark(organization_id=organization_id, day=day) for day in sorted(days)]
    )
    transaction.on_commit(lambda: wake(_TASK), robust=True)


def refresh_rollups(organization_id: int | None = None) -> int:
    """Recount what was marked up to now, of one organisation or of all; return how many days.

    Of one organisation it waits for another refresh that is at it; of all, it leaves such an
    organisation to that one. Each transaction recounts a few days, so that killing it loses little.
    """
    marks = RollupMark.objects.all()
    if organization_id is not None:
        marks = marks.filter(organization_id=organization_id)
    # Marks that come meanwhile have their own waking; without an end this could go on for ever.
    last = marks.aggregate(last=Max("id"))["last"] or 0
    found = list(marks.order_by("organization_id").values_list("organization_id").distinct())
    total = 0
    for (each,) in found:
        while recounted := _refresh_some(each, last, wait=organization_id is not None):
            total += recounted
    return total


@transaction.atomic
def _refresh_some(organization_id: int, last: int, *, wait: bool) -> int:
    """Work off the marks of a few days; return how many days those were."""
    if not _lock(organization_id, wait=wait):
        return 0
    days = _take_marks(organization_id, last)
    if days:
        recount.recount_days(organization_id, days)
    return len(days)


def _lock(organization_id: int, *, wait: bool) -> bool:
    """Have the organisation's rollups to ourselves: two recounts of one day would both add rows."""
    function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        key = f"rollups {organization_id}"
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [key])
        return wait or bool(cursor.fetchone()[0])


def _take_marks(organization_id: int, last: int) -> list[date]:
    """Delete the marks of the first few days and return the days.

    This comes before the recount, whose statements then see all that these marks tell of: a mark
    is committed together with its change.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (
                DELETE FROM conversations_rollupmark
                WHERE organization_id = %(organization)s AND day IN (
                    SELECT DISTINCT day FROM conversations_rollupmark
                    WHERE organization_id = %(organization)s AND id <= %(last)s
                    ORDER BY day LIMIT %(limit)s
                )
                RETURNING day
            )
            SELECT DISTINCT day FROM taken ORDER BY day
            """,
            {"organization": organization_id, "last": last, "limit": _DAYS_AT_ONCE},
        )
        return [day for (day,) in cursor.fetchall()]


def rebuild_rollups(organization_id: int) -> int:
    """Recount every day of an organisation, kept rows of days without conversations included."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO conversations_rollupmark (organization_id, day)
            SELECT %(organization)s, (created_at AT TIME ZONE 'UTC')::date
            FROM conversations_conversation WHERE organization_id = %(organization)s
            UNION SELECT %(organization)s, (hour AT TIME ZONE 'UTC')::date
            FROM conversations_hourrollup WHERE organization_id = %(organization)s
            UNION SELECT %(organization)s, day
            FROM conversations_versionrollup WHERE organization_id = %(organization)s
            UNION SELECT %(organization)s, day
            FROM conversations_goalrollup WHERE organization_id = %(organization)s
            UNION SELECT %(organization)s, day
            FROM conversations_findingrollup WHERE organization_id = %(organization)s
            UNION SELECT %(organization)s, day
            FROM conversations_criterionrollup WHERE organization_id = %(organization)s
            """,
            {"organization": organization_id},
        )
    return refresh_rollups(organization_id)
