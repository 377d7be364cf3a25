"""Background work of the orgs room."""

from celery import shared_task
from django.core.management import call_command

from orgs.domain import invitations


@shared_task
def clear_expired_sessions() -> None:
    """Delete the sign-in sessions that ran out."""
    call_command("clearsessions")


@shared_task
def forget_old_invitations() -> None:
    """Delete the invitations that ended long ago."""
    invitations.forget_old()
