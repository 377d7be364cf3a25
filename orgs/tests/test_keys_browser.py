"""Making a key, as an admin does it: choose, copy, and the secret is gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from orgs.models import ApiKey, Organization, User
from orgs.queries.keys import key_access
from orgs.tests.test_keys import issue, rotate
from roxels_dash.tests.axe import faults_everywhere

SignIn = Callable[[User], None]

pytestmark = pytest.mark.django_db(transaction=True)


def make(page: Page, name: str) -> None:
    page.goto("/o/northwind/keys/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Test:").check()
    page.get_by_label("events:write").check()
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_label("The key")).to_be_visible()
    page.wait_for_load_state()


def test_a_key_is_made_copied_listed_and_used(page: Page, sign_in: SignIn, admin: User) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(admin)
    page.goto("/o/northwind/keys/")
    page.get_by_role("link", name="New key").click()
    make(page, "Booking backend")
    page.get_by_role("button", name="Copy key").click()
    expect(page.locator(".toast")).to_have_text("Copied")
    secret = page.evaluate("navigator.clipboard.readText()")
    assert secret == page.get_by_label("The key").input_value()
    access = key_access(secret)
    assert access and access.is_test and access.may("events:write")
    page.reload()  # Sends the form again.
    expect(page.get_by_role("heading", level=1)).to_have_text("This key was made already")
    assert secret not in page.content()
    page.get_by_role("link", name="Back to API keys").click()
    row = page.locator(".api-keys tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(f"Booking backend Test{secret[:14]}…")
    assert ApiKey.objects.count() == 1


def test_a_key_is_rotated_and_the_old_one_revoked(
    page: Page, sign_in: SignIn, northwind: Organization, admin: User
) -> None:
    issue(northwind, admin)
    sign_in(admin)
    page.goto("/o/northwind/keys/")
    page.get_by_role("link", name="Rotate").click()
    page.get_by_label("Works for 7 days more").check()
    page.get_by_role("button", name="Make the new key").click()
    page.get_by_role("link", name="Done").click()
    old = page.locator("tr", has_text="Replaced")
    old.get_by_role("link", name="Revoke").click()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status").first).to_have_text("Backend works no more.")
    expect(page.locator(".api-keys.ended tbody tr")).to_have_count(1)


def test_the_last_day_is_asked_for_only_where_it_counts(
    page: Page, sign_in: SignIn, admin: User
) -> None:
    sign_in(admin)
    page.goto("/o/northwind/keys/new/")
    expect(page.get_by_label("Last day")).to_be_hidden()
    page.get_by_label("At the end of a day").check()
    expect(page.get_by_label("Last day")).to_be_visible()


def test_axe_finds_nothing_where_the_list_of_urls_does_not_lead(
    page: Page,
    sign_in: SignIn,
    northwind: Organization,
    admin: User,
) -> None:
    rotate(rotate(issue(northwind, admin)[0], admin)[0], admin, hours=24)
    sign_in(admin)
    make(page, "Night job")
    found = {"issued": faults_everywhere(page, (1280, 1000, 400))}
    page.reload()
    found["made already"] = faults_everywhere(page, (1280, 1000, 400))
    page.goto("/o/northwind/keys/")
    found["list"] = faults_everywhere(page, (1280, 1000, 400))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
