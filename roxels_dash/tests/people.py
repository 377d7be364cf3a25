"""Fixtures: two organisations, a user of each kind, and a signed-in test client for any of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from orgs import domain
from orgs.models import AuditEvent, Organization, Role, User

PASSWORD = "a long enough passphrase"

ClientOf = Callable[[User | None], Client]


def make_user(name: str, *, is_support: bool = False) -> User:
    """Return a new user, `{name}@example.com`, who can sign in with PASSWORD."""
    return domain.add_user(
        email=f"{name}@example.com", name=name.title(), password=PASSWORD, is_support=is_support
    )


def make_member(name: str, organization: Organization, role: Role) -> User:
    """Return a new user who is a member of `organization` with `role`."""
    user = make_user(name)
    domain.add_member(organization=organization, user=user, role=role)
    return user


def visit(support: User, organization: Organization) -> User:
    """State a reason for reading the organisation; return who did."""
    domain.open_support_visit(
        actor=domain.Actor(AuditEvent.Actor.SUPPORT, support.pk),
        user=support,
        organization=organization,
        reason="A customer asked for help",
        ticket="",
    )
    return support


@pytest.fixture
def northwind(db: None) -> Organization:
    """The organisation that most tests are about."""
    return Organization.objects.create(slug="northwind", name="Northwind Trading")


@pytest.fixture
def other_org(db: None) -> Organization:
    """The organisation of the stranger."""
    return Organization.objects.create(slug="bluefin", name="Bluefin Labs")


@pytest.fixture
def viewer(northwind: Organization) -> User:
    return make_member("viewer", northwind, Role.VIEWER)


@pytest.fixture
def analyst(northwind: Organization) -> User:
    return make_member("analyst", northwind, Role.ANALYST)


@pytest.fixture
def admin(northwind: Organization) -> User:
    return make_member("admin", northwind, Role.ADMIN)


@pytest.fixture
def stranger(other_org: Organization) -> User:
    """An admin, of the other organisation only."""
    return make_member("stranger", other_org, Role.ADMIN)


@pytest.fixture
def support(db: None) -> User:
    """The vendor's staff, without a stated reason yet."""
    return make_user("support", is_support=True)


@pytest.fixture
def visiting_support(support: User, northwind: Organization) -> User:
    """Support staff who stated a reason for reading northwind."""
    return visit(support, northwind)


@pytest.fixture
def client_of() -> ClientOf:
    """Call it with a user, or None, to get a test client of their own, signed in."""

    def client_for(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return client_for
