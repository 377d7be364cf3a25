"""What time does: tombstones and the ledger go when no backup can be older than they are."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from erasure.domain import ledger
from erasure.models import Erasure
from erasure.models.job import CLOSED

_AT_ONCE = 5_000

_FORGET = """
    DELETE FROM conversations_tombstone WHERE id IN (
        SELECT id FROM conversations_tombstone
        WHERE erased_at < %s AND NOT organization_id = ANY(%s) ORDER BY id LIMIT %s
    )
"""


def forget_old() -> int:
    """Delete tombstones and parts of the ledger after ERASURE_MEMORY_DAYS; return how many.

    Those of an organisation with a job that is not through stay.
    """
    before = timezone.now() - timedelta(days=settings.ERASURE_MEMORY_DAYS)
    busy = list(
        Erasure.objects.exclude(state__in=CLOSED)
        .values_list("organization_id", flat=True)
        .distinct()
    )
    total = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [before, busy, _AT_ONCE])
            gone = cursor.rowcount
        total += gone
        if gone < _AT_ONCE:
            break
    return total + ledger.forget_old()
