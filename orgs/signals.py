"""What allauth tells of, written to the audit log."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from orgs import domain
from orgs.http import address_of
from orgs.models import AuditEvent, User


@receiver(user_logged_in, dispatch_uid="orgs.sign_in")
def write_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Log a finished sign-in: after the second factor, where there is one."""
    kind = AuditEvent.Actor.SUPPORT if user.is_support else AuditEvent.Actor.USER
    actor = domain.Actor(kind, user.pk, address_of(request))
    domain.record_sign_in(actor=actor, user=user)
