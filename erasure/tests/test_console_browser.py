"""Support's console in a real browser with a real worker: from an id to the receipt."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from conversations.models import Conversation
from erasure.models import Erasure, State
from erasure.tests.console import make_ana
from orgs.models import Organization, User
from persons.models import Person
from roxels_dash.embedded.process import Process
from roxels_dash.tests.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[User], None]
SOON = 60_000  # milliseconds in which a worker is through with a small job


@pytest.fixture
def ana(northwind: Organization) -> Person:
    return make_ana(northwind)


def approve(page: Page, button: str) -> None:
    """Approve the request whose page is open, as somebody who has to prove who they are."""
    page.get_by_role("link", name="Approve").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Type the external id").fill("crm-7")
    page.get_by_role("button", name=button).click()


def test_from_the_id_in_a_ticket_to_the_receipt(
    page: Page, sign_in: SignIn, support: User, ana: Person, real_worker: Process
) -> None:
    sign_in(support)
    page.goto("/support/")
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url(re.compile(r"/support/find/$"))
    page.get_by_label("External id or person id").fill("crm-7")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Record a request").click()
    page.get_by_label("Ticket").fill("SUP-7")
    page.get_by_label("The person", exact=True).check()
    page.get_by_label("Verified by a document").check()
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".nonce .secret")).to_have_text(re.compile(r"[\w-]{32}"))
    page.get_by_role("link", name="To the request").click()
    # The dry run comes to the page by itself.
    expect(page.get_by_role("heading", name="What would go")).to_be_visible(timeout=SOON)
    approve(page, "Approve")
    expect(page.get_by_text("You have approved it")).to_be_visible()
    sign_in(make_user("second", is_support=True))
    page.reload()
    approve(page, "Approve and erase")
    expect(page.locator("#live").get_by_role("link", name="Receipt")).to_be_visible(timeout=SOON)
    expect(page.locator("#approvals")).to_contain_text("2 of 2")
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_text("Signature valid")).to_be_visible()
    expect(page.locator(".receipt")).not_to_contain_text("crm-7")
    assert Erasure.objects.get().state == State.DONE
    assert not Person.objects.exists() and not Conversation.objects.exists()


def test_without_script_a_request_is_found_recorded_and_denied(
    browser: Browser,
    live_server: LiveServer,
    page: Page,
    sign_in: SignIn,
    support: User,
    ana: Person,
) -> None:
    sign_in(support)
    plain = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
    ).new_page()
    plain.goto("/support/find/")
    plain.get_by_label("External id or person id").fill("crm-7")
    plain.get_by_role("button", name="Find").click()
    plain.get_by_role("link", name="Record a request").click()
    plain.get_by_label("Ticket").fill("SUP-8")
    plain.get_by_label("The customer", exact=True).check()
    plain.get_by_label("Not verified").check()
    plain.get_by_role("button", name="Record it").click()
    plain.get_by_role("link", name="To the request").click()
    plain.get_by_label("Comment").fill("Called back: not them.")
    plain.get_by_role("button", name="Comment").click()
    expect(plain.locator("#timeline")).to_contain_text("Called back: not them.")
    plain.get_by_role("link", name="Deny").click()
    plain.get_by_label("Reason").fill("It was not the person who asked.")
    plain.get_by_role("button", name="Deny it").click()
    expect(plain.locator("#live .pill")).to_have_text("Denied")
    plain.context.close()
