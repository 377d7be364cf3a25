"""Accounts: making one, what its owner sets, and their sign-ins."""

from allauth.account.models import EmailAddress
from django.db import transaction

from orgs.domain.audit import Actor, record
from orgs.models import User


@transaction.atomic
def add_user(
    *,
    email: str,
    name: str,
    password: str | None,
    is_support: bool = False,
    is_verified: bool = True,
) -> User:
    """Make a user. Where the address does not count as verified, sign-in has it confirmed first.

    Without a password they set one through "Forgot your password?". Raises IntegrityError where
    the address is taken.
    """
    user = User.objects.create_user(email, password, name=name, is_support=is_support)
    EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
    return user


@transaction.atomic
def change_account(*, user: User, name: str, time_zone: str, theme: str) -> None:
    """Save what people set about themselves; an empty `time_zone` follows their browser's."""
    user.name, user.time_zone, user.theme = name, time_zone, theme
    user.save(update_fields=["name", "time_zone", "theme"])


@transaction.atomic
def record_own_act(*, actor: Actor, user: User, action: str) -> None:
    """Write what users do with their accounts to the log of each organisation they belong to.

    Every organisation sees what its own members do, none sees that there are others. One who is
    in none (support staff, as a rule) gets a row that belongs to no organisation. Failed sign-ins
    are nobody's: an organisation would learn of people who are not its members.
    """
    for organization_id in user.memberships.values_list("organization_id", flat=True) or [None]:
        record(
            actor=actor,
            action=action,
            organization_id=organization_id,
            object_type="user",
            object_id=str(user.pk),
        )
