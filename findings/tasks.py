"""Background work of the findings room."""

from celery import shared_task

from findings import domain


@shared_task
def draw_queues() -> None:
    """Draw the findings of review queues that wait for it."""
    domain.draw_queues()


@shared_task
def run_exports() -> None:
    """Make the files of exports that wait for it."""
    domain.run_exports()


@shared_task
def sweep_exports() -> None:
    """Remove exports whose day is over."""
    domain.sweep_exports()
