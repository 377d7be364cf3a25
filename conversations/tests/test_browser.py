"""The conversations pages as someone uses them, in a real browser."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from intake.tests.making import conversation, record, save, template, turns
from orgs.models import Organization, User
from roxels_dash.tests.browser import stop_the_clock

LIST = "/o/northwind/conversations/"
SignIn = Callable[[Any], None]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reading(page: Page, sign_in: SignIn, northwind: Organization, viewer: User) -> Page:
    """A signed-in page, with 60 conversations to read."""
    template(northwind)
    findings = [{"goal": "location", "value": "San Jose"}]
    booked = [
        record(
            f"iv_{minute}",
            minute=minute,
            template_id="tpl_1",
            findings=findings,
            status="failed" if minute % 20 == 0 else "completed",
            summary=f"A table at Sino was booked, number {minute}.",
        )
        for minute in range(60)
    ]
    save(northwind, booked)
    sign_in(viewer)
    return page


def rows(page: Page) -> list[str]:
    found = page.locator("a.who").evaluate_all("links => links.map(link => link.pathname)")
    return [path.split("/")[-2] for path in found]


def test_typing_searches_and_back_returns(reading: Page) -> None:
    stop_the_clock(reading)
    reading.goto(LIST)
    reading.keyboard.press("/")
    reading.keyboard.type("number 41")
    reading.clock.run_for(400)  # It is searched for once nobody types.
    expect(reading.locator("a.who")).to_have_count(1)
    expect(reading).to_have_url(re.compile(r"\?q=number\+41$"))
    expect(reading.locator("#q")).to_be_focused()
    assert reading.locator("mark").all_inner_texts() == ["number 41"]
    reading.go_back()
    expect(reading.locator("a.who")).to_have_count(50)
    expect(reading.locator("#q")).to_have_value("")


def test_filters_combine_and_chips_take_them_off(reading: Page) -> None:
    reading.goto(LIST)
    reading.locator("summary", has_text="Status").click()
    reading.get_by_label("Failed").check()
    expect(reading.locator("a.who")).to_have_count(3)
    reading.keyboard.press("Escape")
    reading.locator("select[name=template]").select_option(label="Restaurants")
    expect(reading.locator(".chip")).to_have_count(2)
    expect(reading).to_have_url(re.compile(r"template=tpl_1&status=failed$"))
    reading.locator(".chip", has_text="Status is Failed").click()
    expect(reading.locator("a.who")).to_have_count(50)
    expect(reading.locator(".chip")).to_have_count(1)
    assert not reading.get_by_label("Failed").is_checked()


def test_older_newer_and_back_keep_their_rows(reading: Page) -> None:
    reading.goto(LIST)
    first = rows(reading)
    reading.get_by_role("link", name="Older").click()
    expect(reading.locator("a.who")).to_have_count(10)
    last = rows(reading)
    assert set(first).isdisjoint(last)
    reading.get_by_role("link", name="Newer").click()
    expect(reading.locator("a.who")).to_have_count(50)
    assert rows(reading) == first
    reading.go_back()
    expect(reading.locator("a.who")).to_have_count(10)
    assert rows(reading) == last


def press(page: Page, keys: str, leads_to: str) -> None:
    """Press each key, and wait until the page that they lead to has loaded."""
    for key in keys.split():
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(leads_to))
    page.wait_for_load_state("load")


def test_the_keyboard_reads_a_list_from_end_to_end(reading: Page) -> None:
    reading.goto(f"{LIST}?status=failed")
    press(reading, "j j Enter", r"/iv_20/\?status=failed$")
    press(reading, "j", r"/iv_0/\?status=failed$")
    press(reading, "k", r"/iv_20/\?status=failed$")
    press(reading, "n n", r"/iv_20/")
    expect(reading.locator("#turn-2")).to_be_focused()
    press(reading, "u", rf"{LIST}\?status=failed$")


def test_the_keys_are_told_and_lead_to_the_pages(reading: Page) -> None:
    reading.goto(LIST)
    reading.keyboard.press("?")
    dialog = reading.get_by_role("dialog", name="Keyboard")
    expect(dialog.get_by_text("Next row, or the older conversation")).to_be_visible()
    expect(dialog.get_by_text("Next turn")).to_have_count(0)
    reading.keyboard.press("j")
    expect(reading.locator("tr.is-at")).to_have_count(0)
    reading.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    press(reading, "g p", r"/persons/$")
    press(reading, "g c", r"/conversations/$")
    reading.locator("#q").focus()
    reading.keyboard.type("?gp")
    expect(reading.locator("#q")).to_have_value("?gp")
    expect(dialog).to_be_hidden()


def test_a_conversation_prints_its_words_and_nothing_else(reading: Page) -> None:
    reading.goto(f"{LIST}iv_1/")
    reading.emulate_media(media="print")
    for shown in (".turn >> nth=3", ".find", ".facts", "h1", ".strip"):
        expect(reading.locator(shown).first).to_be_visible()
    for hidden in (".side", ".tabs", ".btn >> nth=0", "summary.btn"):
        expect(reading.locator(hidden).first).to_be_hidden()
    assert len(reading.pdf()) > 5_000


def test_new_conversations_are_told_and_not_pushed_in(
    reading: Page, northwind: Organization
) -> None:
    reading.clock.install()
    reading.goto(LIST)
    before = rows(reading)
    for minute in (61, 62, 63):
        conversation(northwind, f"iv_new{minute}", minute=minute)
    reading.clock.fast_forward(16_000)
    expect(reading.get_by_text("3 new")).to_be_visible()
    assert rows(reading) == before
    reading.get_by_text("3 new").click()
    expect(reading.locator("a.who").first).to_have_attribute("href", re.compile("iv_new63"))


def test_the_strip_and_evidence_lead_to_their_turn(reading: Page) -> None:
    reading.goto(f"{LIST}iv_1/")
    reading.locator(".strip a").nth(2).click()
    expect(reading).to_have_url(re.compile(r"#turn-3$"))
    expect(reading.locator("#turn-3")).to_be_in_viewport()
    reading.locator(".find").get_by_role("link", name="turn 1").click()
    expect(reading).to_have_url(re.compile(r"#turn-1$"))


def test_a_link_to_a_turn_is_copied(reading: Page) -> None:
    reading.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stop_the_clock(reading)
    reading.goto(f"{LIST}iv_1/?q=sino#turn-3")
    reading.get_by_role("button", name="Copy link").click()
    expect(reading.get_by_text("Link copied")).to_be_visible()
    copied = reading.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{LIST}iv_1/#turn-3")


@pytest.fixture
def without_scripts(browser: Browser, live_server: LiveServer, reading: Page) -> Iterator[Page]:
    """A page in a browser that runs no scripts, signed in as the reading one is."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(reading.context.cookies())  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_everything_but_liveness_works_without_scripts(without_scripts: Page) -> None:
    page = without_scripts
    page.goto(LIST)
    page.locator("#q").fill("number 41")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("a.who")).to_have_count(1)
    page.locator("a.who").click()
    expect(page.locator(".turn")).to_have_count(4)
    page.get_by_role("link", name="Timeline").click()
    expect(page.get_by_text("No session events")).to_be_visible()
    page.get_by_role("link", name="Conversations").first.click()
    page.get_by_role("link", name="Older").click()
    expect(page.locator("a.who")).to_have_count(10)


def test_a_deep_link_into_a_long_transcript_shows_its_turn(
    page: Page, sign_in: SignIn, northwind: Organization, viewer: User
) -> None:
    said = turns(*(f"Turn {number}: {'word ' * (number % 40)}" for number in range(1, 501)))
    conversation(northwind, transcript=said)
    sign_in(viewer)
    page.goto(f"{LIST}iv_1/#turn-300")
    expect(page.locator("#turn-300")).to_be_in_viewport()
    page.goto(f"{LIST}iv_1/#turn-499")
    expect(page.locator("#turn-499")).to_be_in_viewport()
