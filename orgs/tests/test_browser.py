"""Signing in and minding one's account, as someone does it in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from orgs.models import Organization, User
from orgs.tests.test_second_factor import code_for
from roxels_dash.tests.axe import faults, faults_everywhere
from roxels_dash.tests.people import PASSWORD

SignIn = Callable[[Any], None]

pytestmark = pytest.mark.django_db(transaction=True)

ENTRANCE = ("account_login", "account_signup", "account_reset_password")
ACCOUNT = ("account_change_password", "mfa_index", "usersessions_list", "account_email")


def enter(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_one_comes_back_to_the_page_that_was_wanted(page: Page, viewer: User) -> None:
    page.goto("/o/northwind/persons/")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    enter(page, viewer.email, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    enter(page, viewer.email)
    expect(page).to_have_url("/o/northwind/persons/")


def test_a_second_factor_is_set_up_and_asked_for(page: Page, viewer: User) -> None:
    page.goto(reverse("account_login"))
    enter(page, viewer.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.goto(reverse("mfa_activate_totp"))
    if page.get_by_role("heading", name="Is it still you?").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_alt_text("QR code")).not_to_have_js_property("naturalWidth", 0)
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code", exact=True).fill(code_for(secret))
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("list", name="Unused codes").locator("li")).to_have_count(10)
    recovery = page.get_by_role("list", name="Unused codes").locator("li").first.inner_text()
    page.get_by_role("button", name="Sign out").click()
    enter(page, viewer.email)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_support_staff_give_their_reason_and_read(
    page: Page, sign_in: SignIn, support: User, northwind: Organization
) -> None:
    sign_in(support)
    page.goto("/")
    page.get_by_role("link", name="Open an organisation").click()
    page.get_by_label("Short name").fill("northwind")
    page.get_by_role("button", name="Open").click()
    page.get_by_label("Reason").fill("They asked why a delivery failed")
    assert faults(page) == {}
    page.get_by_role("button", name="Open Northwind Trading").click()
    expect(page.get_by_role("note")).to_contain_text("as support staff until")


def test_axe_finds_nothing(page: Page, sign_in: SignIn, viewer: User) -> None:
    found = {}
    for path in (*map(reverse, ENTRANCE), "/nowhere/"):
        page.goto(path)
        found[path] = faults_everywhere(page)
    sign_in(viewer)
    for path in map(reverse, ACCOUNT):
        page.goto(path)
        found[path] = faults_everywhere(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
