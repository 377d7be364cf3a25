"""Background work of the sources room."""

from celery import shared_task

from sources.demo.sharing import draw_demo_frames


@shared_task
def draw_frames() -> None:
    """Draw what the demo's people showed of their screens."""
    draw_demo_frames()
