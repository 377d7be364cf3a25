"""Background work of the conversations room."""

from celery import shared_task
from django.utils import timezone

from conversations import domain

_MONTHS_AHEAD = 3


@shared_task
def prepare_search_partitions() -> None:
    """Have the search table ready for this month and the three after it."""
    today = timezone.now().date()
    months = [today.year * 12 + today.month - 1 + ahead for ahead in range(_MONTHS_AHEAD + 1)]
    domain.ensure_search_partitions(
        today.replace(year=month // 12, month=month % 12 + 1, day=1) for month in months
    )
