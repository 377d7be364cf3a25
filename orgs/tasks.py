"""Background work of the orgs room."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_expired_sessions() -> None:
    """Delete the sign-in sessions that ran out."""
    call_command("clearsessions")
