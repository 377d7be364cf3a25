"""Background work of the frames room."""

from celery import shared_task

from frames import domain

_SECONDS = 15.0


@shared_task
def process_frames() -> None:
    """See to the frames that are due for some seconds: verify, make small copies, tidy up."""
    domain.process_due(_SECONDS)


@shared_task
def sweep_frames() -> None:
    """Remove places that nobody uploaded to, and pictures that came when all else was gone."""
    domain.sweep()
    domain.sweep_strays()
