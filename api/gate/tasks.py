"""Background work of the gate."""

from celery import shared_task

from api.gate import idempotency


@shared_task
def forget_old_answers() -> None:
    """Delete the answers that no request may be answered with any more."""
    while idempotency.forget_old():
        pass
