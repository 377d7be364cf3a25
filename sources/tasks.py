"""Background work of the sources room."""

from celery import shared_task

from sources import domain
from sources.demo.sharing import draw_demo_frames
from sources.domain import uploading, working


@shared_task
def draw_frames() -> None:
    """Draw what the demo's people showed of their screens."""
    draw_demo_frames()


@shared_task(soft_time_limit=300)
def pull_sources() -> None:
    """Pull what is due for a minute; beat calls again for what is left."""
    domain.pull_due()


@shared_task
def work_uploads() -> None:
    """Check and import the files that wait."""
    working.work_uploads()


@shared_task
def sweep_uploads() -> None:
    """Delete files that no upload knows."""
    uploading.sweep_uploads()
