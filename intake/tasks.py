"""Background work of intake."""

from celery import shared_task

from intake import domain


@shared_task
def refresh_search() -> None:
    """Make the search documents of live conversations that are due."""
    domain.refresh_search()


@shared_task
def keep_answers() -> None:
    """Make findings of what chained API calls were answered."""
    domain.keep_answers()


@shared_task
def sweep_sessions() -> None:
    """End the sessions that nobody else will."""
    domain.sweep_sessions()
