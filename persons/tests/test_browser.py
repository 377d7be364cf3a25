"""The persons pages in a real browser: the keyboard, the search as one types, no script at all."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from conversations.models import Conversation, Participation
from orgs.models import Organization, User
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.browser import stop_the_clock

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[User], None]


@pytest.fixture
def ana(northwind: Organization) -> Person:
    """The second of two persons, with one conversation."""
    make_person(northwind, "Boris", days=0)
    ana = make_person(northwind, "Ana López", conversation_count=1)
    conversation = Conversation.objects.create(
        organization=northwind, source="test", gist="She asked for a table.", person_label="Ana"
    )
    Participation.objects.create(
        organization=northwind,
        conversation=conversation,
        person=ana,
        conversation_created_at=timezone.now(),
    )
    return ana


def test_keys_lead_to_a_person_whose_conversations_arrive_and_back(
    page: Page, sign_in: SignIn, viewer: User, ana: Person
) -> None:
    sign_in(viewer)
    page.goto("/o/northwind/persons/")
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana López")
    expect(page.locator("#person-conversations table")).to_contain_text("She asked for a table.")
    page.keyboard.press("u")
    expect(page.get_by_role("heading", level=1)).to_have_text("Persons")


def test_the_list_follows_what_is_typed_and_so_does_its_address(
    page: Page, sign_in: SignIn, viewer: User, ana: Person
) -> None:
    sign_in(viewer)
    stop_the_clock(page)
    page.goto("/o/northwind/persons/")
    page.keyboard.press("/")
    page.keyboard.type("lop")
    page.clock.run_for(400)  # It is searched for once nobody types.
    expect(page.locator(".persons .who")).to_have_text(["Ana López"])
    expect(page).to_have_url("/o/northwind/persons/?q=lop")
    page.go_back()
    expect(page.locator(".persons .who")).to_have_text(["Boris", "Ana López"])


def test_without_script_search_and_conversations_are_plain_links(
    browser: Browser,
    live_server: LiveServer,
    page: Page,
    sign_in: SignIn,
    viewer: User,
    ana: Person,
) -> None:
    sign_in(viewer)
    plain = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        storage_state=page.context.storage_state(),
    ).new_page()
    plain.goto("/o/northwind/persons/")
    plain.get_by_role("searchbox").fill("ana")
    plain.get_by_role("button", name="Search").click()
    plain.get_by_role("link", name="Ana López").click()
    plain.get_by_role("link", name="The one conversation of Ana López").click()
    expect(plain.locator(".conversations")).to_contain_text("She asked for a table.")
    plain.context.close()
