"""Background work of the outputs room; sending itself is done by `run_sender`."""

from celery import shared_task

from outputs.domain import deleting, upkeep


@shared_task
def purge_contents() -> None:
    """Delete old bodies and answers."""
    upkeep.purge_contents()


@shared_task
def tell_admins() -> None:
    """Mail the admins of endpoints that were disabled for them."""
    upkeep.tell_admins()


@shared_task
def cancel_of_deleted() -> None:
    """Cancel what is pending of deleted endpoints, should a deletion have ended half-way."""
    deleting.cancel_of_deleted()
