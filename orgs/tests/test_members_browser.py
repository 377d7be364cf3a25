"""Inviting and joining, as two people do it, each in a browser of their own."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from conversations.models import Conversation
from orgs.models import Organization, User
from roxels_dash.tests.axe import faults_everywhere
from roxels_dash.tests.people import PASSWORD

SignIn = Callable[[User], None]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(browser: Browser, live_server: LiveServer) -> Any:
    """A page in a second browser, with nobody signed in and without scripts."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def invite(page: Page, email: str) -> None:
    page.goto("/o/northwind/members/")
    page.get_by_role("link", name="Invite").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Analyst").check()
    page.get_by_role("button", name="Send the invitation").click()


def test_one_invites_and_another_joins(
    page: Page, sign_in: SignIn, admin: User, other: Page, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(admin)
    invite(page, "nora@example.com")
    expect(page.get_by_role("status").first).to_contain_text("on its way to nora@example.com")
    found = re.search(r"(/join/\S+)", str(mailoutbox[0].body))
    assert found
    other.goto(found[1])
    other.get_by_label("Your name").fill("Nora Newcomer")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Make my account and join").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Overview")
    other.goto("/o/northwind/conversations/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Conversations")
    expect(other.get_by_role("link", name="Members")).to_have_count(0)  # Not an admin's to see.
    page.get_by_role("link", name="Back to members").click()
    expect(page.locator(".members .who")).to_have_text(["Admin", "Nora Newcomer"])
    page.get_by_role("link", name="Audit log").click()
    expect(page.locator(".audit .said")).to_have_text(
        [
            "Nora Newcomer signed in",
            "Nora Newcomer joined as analyst",
            "Admin invited nora@example.com as analyst",
        ]
    )


def test_a_role_is_changed_and_a_member_removed(
    page: Page, sign_in: SignIn, admin: User, viewer: User
) -> None:
    sign_in(admin)
    page.goto("/o/northwind/members/")
    page.get_by_role("link", name="Viewer").click()
    page.get_by_label("Analyst").check()
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_role("status").first).to_have_text("Viewer is an analyst now.")
    page.get_by_role("link", name="Viewer").click()
    page.get_by_role("link", name="Remove from the organisation").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".members .who")).to_have_text(["Admin"])


def test_the_appearance_changes_with_the_next_page(
    page: Page, sign_in: SignIn, viewer: User
) -> None:
    sign_in(viewer)
    page.goto("/account/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_have_text("Saved.")
    page.wait_for_load_state()  # With its style sheets.
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("/o/northwind/conversations/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark != light


def test_axe_finds_nothing_where_the_list_of_urls_does_not_lead(
    page: Page,
    sign_in: SignIn,
    admin: User,
    visiting_support: User,
    northwind: Organization,
    client_of: Any,
    mailoutbox: list[EmailMessage],
) -> None:
    read = Conversation.objects.create(organization=northwind, source="test")
    client_of(visiting_support).get(f"/o/northwind/conversations/{read.public_id}/")
    sign_in(admin)
    invite(page, "nora@example.com")
    expect(page.get_by_label("The link")).to_be_visible()
    found = {"invited": faults_everywhere(page)}
    link = page.get_by_label("The link").input_value().partition("/join/")[2]
    page.goto("/o/northwind/audit/")
    expect(page.locator(".visit").get_by_role("link", name="a conversation")).to_have_count(1)
    found["audit"] = faults_everywhere(page)
    page.goto(f"/join/{link}")
    found["other account"] = faults_everywhere(page)
    page.context.clear_cookies()
    page.goto(f"/join/{link}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Join Northwind Trading")
    found["newcomer"] = faults_everywhere(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
