"""What time does: tombstones and the ledger go when no backup can be older than they are."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from erasure.domain import ledger
from erasure.models import Erasure
from erasure.models.job import CLOSED
from privacy.catalogue import declared_places

_AT_ONCE = 5_000

_FORGET = """
    DELETE FROM conversations_tombstone WHERE id IN (
        SELECT id FROM conversations_tombstone
        WHERE erased_at < %s AND NOT organization_id = ANY(%s) ORDER BY id LIMIT %s
    )
"""
_RECALLED = "SELECT organization_id FROM {table}"


def forget_old() -> int:
    """Delete tombstones and parts of the ledger after ERASURE_MEMORY_DAYS; return how many.

    Tombstones of an organisation with a job that is not through stay, and those of one that pulls
    from elsewhere: what was erased here may be there yet, and be told again as long as it is asked.
    """
    before = timezone.now() - timedelta(days=settings.ERASURE_MEMORY_DAYS)
    open_jobs = Erasure.objects.exclude(state__in=CLOSED)
    kept = {*open_jobs.values_list("organization_id", flat=True), *_recalling()}
    total = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [before, list(kept), _AT_ONCE])
            gone = cursor.rowcount
        total += gone
        if gone < _AT_ONCE:
            break
    return total + ledger.forget_old()


def _recalling() -> set[int]:
    """Return the organisations that can be told of erased conversations at any time."""
    found: set[int] = set()
    for place in declared_places():
        if place.recalls:
            with connection.cursor() as cursor:
                cursor.execute(_RECALLED.format(table=place.name))
                found |= {key for (key,) in cursor.fetchall()}
    return found
