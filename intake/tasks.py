"""Background work of intake."""

from celery import shared_task

from intake import domain


@shared_task
def refresh_search() -> None:
    """Make the search documents of live conversations that are due."""
    domain.refresh_search()


@shared_task
def sweep_sessions() -> None:
    """End the sessions that nobody else will."""
    domain.sweep_sessions()
