"""Waking a task on commit, gathered: whoever commits a moment later need not wake another."""

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError

_GATHER = 2  # seconds in which further changes share one waking
_AWAY = 60  # seconds without another try once the broker did not answer


def wake(task: str) -> None:
    """Have `task` run in a moment. For `transaction.on_commit(…, robust=True)`.

    Beat must call the task as well: a broker that is down must not fail what has been committed.
    Finding out that it is down takes seconds, which one caller a minute is enough to spend.
    """
    woken = f"woken-{task}"
    if not cache.add(woken, 1, timeout=_GATHER):
        return
    try:
        current_app.send_task(task, countdown=_GATHER + 1, retry=False, ignore_result=True)
    except OperationalError:
        cache.set(woken, 1, timeout=_AWAY)
        raise
