"""Changing the address one signs in with: only once the new one is confirmed."""

from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from orgs.models import User
from orgs.tests.helpers import is_signed_in, sign_in
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import PASSWORD, ClientOf

NEW = "renamed@example.com"


def ask_for(client: Client, email: str) -> str:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    form = {"email": email, "action_add": ""}
    page = client.post(reverse("account_email"), form, follow=True).content.decode()
    assert problems(page) == []
    return page


def test_the_new_address_counts_once_its_link_was_opened(
    client_of: ClientOf, viewer: User, mailoutbox: list[EmailMessage]
) -> None:
    client = client_of(viewer)
    assert f"We sent a link to <strong>{NEW}</strong>" in ask_for(client, NEW)
    viewer.refresh_from_db()
    assert viewer.email == "viewer@example.com"
    [mail] = [mail for mail in mailoutbox if mail.to == [NEW]]
    [link] = [line for line in str(mail.body).splitlines() if line.startswith("http")]
    client.post(link)
    viewer.refresh_from_db()
    assert viewer.email == NEW
    fresh = client_of(None)
    sign_in(fresh, NEW)
    assert is_signed_in(fresh)


def test_it_takes_the_password_again(client_of: ClientOf, viewer: User) -> None:
    response = client_of(viewer).post(reverse("account_email"), {"email": NEW, "action_add": ""})
    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_somebody_elses_address_cannot_be_had(
    client_of: ClientOf, viewer: User, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    client = client_of(viewer)
    unknown, taken = ask_for(client, NEW), ask_for(client, admin.email)
    assert without_addresses(taken) == without_addresses(unknown)
    [mail] = [mail for mail in mailoutbox if mail.to == [admin.email]]
    [link] = [line for line in str(mail.body).splitlines() if line.startswith("http")]
    page = client_of(None).get(link).content.decode()
    assert problems(page) == []
    assert "This address is taken" in page
    client_of(None).post(link)
    viewer.refresh_from_db()
    assert viewer.email == "viewer@example.com"


def without_addresses(page: str) -> list[str]:
    """What tells one answer from another, but for the address itself and form tokens."""
    return [line for line in page.splitlines() if "@example.com" not in line and "csrf" not in line]
