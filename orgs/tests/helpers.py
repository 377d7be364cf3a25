"""What the tests of this room share."""

from typing import Any

from django.test import Client
from django.urls import reverse

from orgs import domain
from orgs.domain import invitations
from orgs.models import AuditEvent, Organization, Role, User
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import PASSWORD


def sign_in(client: Client, email: str, password: str = PASSWORD, target: str = "") -> Any:
    """Post the sign-in form, with `target` as the page that was wanted, and return the answer."""
    form = {"login": email, "password": password, **({"next": target} if target else {})}
    return client.post(reverse("account_login"), form)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("mfa_index")).status_code == 200


def page_of(client: Client, path: str, status: int = 200, **query: str) -> str:
    """The page at `path`, which must be sound HTML."""
    response = client.get(path, query)
    assert response.status_code == status
    page = response.content.decode()
    assert problems(page) == []
    return page


def actor(user: User) -> domain.Actor:
    return domain.Actor(AuditEvent.Actor.USER, user.pk, "192.0.2.7")


def invite(
    organization: Organization,
    by: User,
    email: str,
    role: Role = Role.ANALYST,
    once: str = "the same form, sent again",
) -> invitations.Invited:
    return invitations.invite(
        actor=actor(by), organization=organization, by=by, email=email, role=role, once=once
    )
