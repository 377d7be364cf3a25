"""From the list to a conversation that somebody can join, by keyboard, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from conversations.models import Conversation
from intake.tests.making import template
from orgs.models import Organization, User
from roxels_dash.tests.browser import stop_the_clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_admin_starts_a_conversation_and_hands_on_its_link(
    page: Page, sign_in: Callable[[Any], None], northwind: Organization, admin: User
) -> None:
    template(northwind)
    sign_in(admin)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stop_the_clock(page)
    page.goto("/o/northwind/conversations/")
    page.keyboard.press("c")
    page.wait_for_url(re.compile(r"/new/$"))
    page.get_by_label("Template").select_option(label="Restaurants")
    page.locator("#name-1").fill("Ada Lovelace")
    page.get_by_role("button", name="Another person").click()
    expect(page.locator("#name-2")).to_be_focused()
    expect(page.locator("#name-1")).to_have_value("Ada Lovelace")
    page.keyboard.type("Grace Hopper")
    page.locator("#key-1").fill("plan")
    page.locator("#value-1").fill("pro")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Lovelace, Grace Hopper")
    page.wait_for_load_state()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    made = Conversation.objects.get()
    assert link.endswith(f"/join/i/{made.public_id}")
    assert made.context == {"plan": "pro"}
    page.reload()
    page.go_back()
    page.go_forward()
    expect(page.locator("#session")).to_have_value(made.session_id or "")
    assert Conversation.objects.count() == 1
    page.get_by_role("link", name="Follow the conversation").click()
    expect(page.locator("#live")).to_contain_text("Waiting for somebody to join")
