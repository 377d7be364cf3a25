"""Background work of the frames room."""

from celery import shared_task

from frames import domain


@shared_task
def process_frames() -> None:
    """See to the frames that are due: verify uploads, make small copies, tidy up."""
    domain.process_due()


@shared_task
def sweep_frames() -> None:
    """Remove places that nobody uploaded to, and pictures that came when all else was gone."""
    domain.sweep()
    domain.sweep_strays()
