"""What people set about themselves, and that it holds on every page."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from orgs.models import Theme, User
from orgs.tests.helpers import page_of, sign_in
from roxels_dash.tests.markup import problems
from roxels_dash.tests.people import ClientOf

ACCOUNT = "/account/"
GIVEN = {"name": "Vera Viewer", "time_zone": "Asia/Kolkata", "theme": "dark"}


@pytest.fixture
def client(viewer: User, client_of: ClientOf) -> Client:
    return client_of(viewer)


def test_what_was_saved_stands_there_again(client: Client, viewer: User) -> None:
    page = client.post(ACCOUNT, GIVEN, follow=True).content.decode()
    assert "Saved." in page and problems(page) == []
    viewer.refresh_from_db()
    assert {name: getattr(viewer, name) for name in GIVEN} == GIVEN
    assert 'value="Asia/Kolkata"' in page
    assert re.search(r'value="dark"[^>]* checked', page)


def test_times_are_shown_in_the_zone_that_was_set_else_in_the_browsers(
    viewer: User,
) -> None:
    devices = reverse("usersessions_list")
    with time_machine.travel("2026-07-01T12:00:00Z", tick=False):
        client = Client()
        sign_in(client, viewer.email)
        client.cookies["tz"] = "America/New_York"
        assert "1 Jul 2026, 08:00:00 EDT" in page_of(client, devices)
        client.post(ACCOUNT, GIVEN)
        assert "1 Jul 2026, 17:30:00 IST" in page_of(client, devices)


@pytest.mark.parametrize("theme", Theme)
def test_the_appearance_holds_on_every_signed_in_page(client: Client, theme: Theme) -> None:
    client.post(ACCOUNT, {**GIVEN, "theme": theme})
    told = "" if theme is Theme.SYSTEM else f' data-theme="{theme}"'
    pages = ["/o/northwind/conversations/", "/o/northwind/persons/", ACCOUNT]
    pages += [reverse(name) for name in ("account_change_password", "mfa_index", "account_logout")]
    for path in pages:
        assert f'<html lang="en"{told}>' in page_of(client, path), path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../etc/passwd"),
        ("theme", "neon"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    client: Client, viewer: User, field: str, value: str
) -> None:
    response = client.post(ACCOUNT, {**GIVEN, field: value})
    assert response.status_code == 422
    page = response.content.decode()
    assert f'id="id_{field}_error"' in page and problems(page) == []
    viewer.refresh_from_db()
    assert viewer.name == "Viewer"


def test_it_says_which_zone_the_browser_told_and_offers_all(client: Client) -> None:
    client.cookies["tz"] = "Europe/Lisbon"
    page = page_of(client, ACCOUNT)
    assert "which says Europe/Lisbon" in page
    offered = re.findall(r'<option value="([^"]+)"></option>', page)
    assert len(offered) > 300 and {"UTC", "Asia/Kolkata", "America/New_York"} <= set(offered)


def test_a_cookie_that_is_no_zone_is_not_repeated(client: Client) -> None:
    client.cookies["tz"] = "<b>nowhere</b>"
    assert "nowhere" not in page_of(client, ACCOUNT)


def test_it_leads_to_all_that_protects_the_account(client: Client) -> None:
    page = page_of(client, ACCOUNT)
    for name in ("account_email", "account_change_password", "mfa_index", "usersessions_list"):
        assert f'href="{reverse(name)}"' in page
    assert f'href="{ACCOUNT}">Account</a>' in page_of(client, "/o/northwind/conversations/")


def test_nobody_sets_more_than_that(client: Client, viewer: User) -> None:
    client.post(ACCOUNT, {**GIVEN, "is_support": "1", "email": "x@example.com", "is_staff": "1"})
    viewer.refresh_from_db()
    assert (viewer.is_support, viewer.is_staff) == (False, False)
    assert viewer.email == EmailAddress.objects.get(user=viewer).email == "viewer@example.com"
