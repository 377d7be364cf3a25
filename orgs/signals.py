"""What allauth tells of, written to the audit log."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import receiver
from django.http import HttpRequest

from orgs import domain
from orgs.http import address_of
from orgs.models import AuditEvent, User


@receiver(user_logged_in, dispatch_uid="orgs.sign_in")
def write_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Log a finished sign-in: after the second factor, where there is one."""
    _write(request, user, "user.signed_in")


@receiver(password_changed, dispatch_uid="orgs.password_changed")
def write_new_password(request: HttpRequest, user: User, **_: Any) -> None:
    """Log a password that its owner changed."""
    _write(request, user, "user.password_changed")


@receiver(password_reset, dispatch_uid="orgs.password_reset")
def write_reset_password(request: HttpRequest, user: User, **_: Any) -> None:
    """Log a password that was set anew by a mailed link."""
    _write(request, user, "user.password_reset")


@receiver(authenticator_added, dispatch_uid="orgs.factor_added")
def write_added_factor(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Log that two-factor sign-in was switched on; its recovery codes come with it."""
    if authenticator.type == authenticator.Type.TOTP:
        _write(request, user, "user.second_factor_added")


@receiver(authenticator_removed, dispatch_uid="orgs.factor_removed")
def write_removed_factor(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Log that two-factor sign-in was switched off; its recovery codes go with it."""
    if authenticator.type == authenticator.Type.TOTP:
        _write(request, user, "user.second_factor_removed")


@receiver(authenticator_reset, dispatch_uid="orgs.codes_renewed")
def write_new_codes(request: HttpRequest, user: User, **_: Any) -> None:
    """Log that recovery codes were made anew."""
    _write(request, user, "user.recovery_codes_renewed")


def _write(request: HttpRequest, user: User, action: str) -> None:
    kind = AuditEvent.Actor.SUPPORT if user.is_support else AuditEvent.Actor.USER
    actor = domain.Actor(kind, user.pk, address_of(request))
    domain.record_own_act(actor=actor, user=user, action=action)
