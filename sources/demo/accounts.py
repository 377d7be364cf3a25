"""The demo's organisations, and the people who sign in to look around."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, is_password_usable, make_password

from orgs import domain
from orgs.models import Membership, Organization, Role, User
from sources.demo.ids import demo_id
from sources.demo.plan import SPAN_DAYS, Company

# The organisation is older than its first conversation, and so remembers the demo's last day.
_OLDER_DAYS = SPAN_DAYS + 30


class NotTheDemo(Exception):
    """An organisation or account that is not the demo's holds a name the demo needs."""


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    name: str
    roles: tuple[tuple[str, Role], ...] = ()
    is_support: bool = False


ACCOUNTS = (
    Account("viewer@northwind.example", "Vilja Northwind", (("northwind", Role.VIEWER),)),
    Account("analyst@northwind.example", "Anouk Northwind", (("northwind", Role.ANALYST),)),
    Account(
        "admin@northwind.example",
        "Adrián Northwind",
        (("northwind", Role.ADMIN), ("harbor", Role.ADMIN)),
    ),
    Account("viewer@harbor.example", "Valentín Harbor", (("harbor", Role.VIEWER),)),
    Account("support@roxels.example", "Sunniva Support", is_support=True),
    Account("approver@roxels.example", "Arvo Support", is_support=True),
)


def ensure_organization(company: Company, now: datetime) -> Organization:
    """Return the company's organisation, made where missing. Raises NotTheDemo."""
    public_id = demo_id("org", company.slug)
    organization, _ = Organization.objects.get_or_create(
        slug=company.slug,
        defaults={
            "public_id": public_id,
            "name": company.name,
            "created_at": now - timedelta(days=_OLDER_DAYS),
        },
    )
    if organization.public_id != public_id:
        raise NotTheDemo(f"The organisation “{company.slug}” is there already and is not the demo.")
    return organization


def last_day(organization: Organization) -> datetime:
    """Return the end of the demo's half year: when it was first seeded, in UTC."""
    return organization.created_at + timedelta(days=_OLDER_DAYS)


class Password:
    """The accounts' common password, hashed and checked once: hashing is meant to be slow."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._fitting: set[str] = set()

    @cached_property
    def encoded(self) -> str:
        return make_password(self._plain)

    def fits(self, encoded: str) -> bool:
        # Django spends a whole hash on hiding that an account has no password yet.
        if not is_password_usable(encoded):
            return False
        if encoded not in self._fitting and check_password(self._plain, encoded):
            self._fitting.add(encoded)
        return encoded in self._fitting


def ensure_account(
    account: Account, organizations: dict[str, Organization], password: Password
) -> User:
    """Make the account able to sign in with `password`, with the roles it lacks; return it."""
    user = User.objects.filter(email=account.email).first() or domain.add_user(
        email=account.email, name=account.name, password=None, is_support=account.is_support
    )
    if not password.fits(user.password):
        user.password = password.encoded
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(
        user=user, email=account.email, defaults={"verified": True, "primary": True}
    )
    for slug, role in account.roles:
        if not Membership.objects.filter(user=user, organization=organizations[slug]).exists():
            domain.add_member(organization=organizations[slug], user=user, role=role)
    return user
