"""Background work of the conversations room."""

import time

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from conversations import domain

_MONTHS_AHEAD = 3
_RESTING = "rollups-resting"
_REST = 4  # times as long as the work took


@shared_task
def prepare_search_partitions() -> None:
    """Have the search table ready for this month and the three after it."""
    today = timezone.now().date()
    months = [today.year * 12 + today.month - 1 + ahead for ahead in range(_MONTHS_AHEAD + 1)]
    domain.ensure_search_partitions(
        today.replace(year=month // 12, month=month % 12 + 1, day=1) for month in months
    )


@shared_task
def refresh_rollups() -> None:
    """Recount what was marked, in every organisation; then rest, so that others get their turn.

    While a long import marks day after day this takes a fifth of one processor at most; beat calls
    again for what is left.
    """
    if cache.get(_RESTING):
        return
    started = time.monotonic()
    domain.refresh_rollups()
    rest = _REST * (time.monotonic() - started)
    if rest >= 1:
        cache.set(_RESTING, 1, timeout=int(rest))
