"""A queue of fifty reviewed by keyboard alone, by two people; a correction seen everywhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from conversations.models import Conversation
from findings.domain import draw_queues
from findings.models import ReviewQueue
from findings.tests.making import dinners
from orgs.models import Organization, Role, User
from roxels_dash.tests.people import make_member

SignIn = Callable[[Any], None]

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/o/northwind/reviews/new/?template=tpl_dinner"


def make_queue(page: Page) -> ReviewQueue:
    """Make a queue of fifty at random for two, by its form."""
    page.goto(NEW)
    page.get_by_label("Name", exact=True).fill("Fifty")
    page.get_by_label("Reviewers of each").select_option("2")
    page.get_by_role("button", name="Draw the queue").click()
    expect(page.locator("#queue")).to_contain_text("being drawn")
    draw_queues()
    expect(page.locator("#queue .tiles")).to_contain_text("of 50")
    return ReviewQueue.objects.get()


def review(page: Page, queue: ReviewQueue, keys: str) -> None:
    """Begin with Enter, then press one key a finding; 2 writes a value first."""
    page.goto(f"/o/northwind/reviews/{queue.public_id}/")
    page.keyboard.press("Enter")
    for number, key in enumerate(keys, 1):
        page.wait_for_url(re.compile(rf"/{number}/$"))
        page.keyboard.press(key)
        if key == "2":
            expect(page.locator("#id_value")).to_be_focused()
            page.keyboard.type("7")
            page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{queue.public_id}/$"))


def test_fifty_by_keyboard_alone_by_two_people(
    page: Page, sign_in: SignIn, northwind: Organization, analyst: User
) -> None:
    dinners(northwind, times=4)
    second = make_member("second", northwind, Role.ANALYST)
    sign_in(analyst)
    queue = make_queue(page)
    review(page, queue, "1" * 40 + "3" * 8 + "44")
    sign_in(second)
    review(page, queue, "1" * 38 + "3" * 10 + "44")
    # 38 both accept, 8 both reject, 2 both unsure, 2 apart: observed 48 of 50; by chance
    # (40 × 38 + 8 × 10 + 2 × 2) / 2500 = 0.6416; kappa 0.3184 / 0.3584.
    tiles = page.locator("#queue .tiles")
    expect(tiles).to_contain_text("0.89")
    expect(tiles).to_contain_text("96%")
    expect(tiles).to_contain_text("Cohen’s kappa")
    expect(page.locator(".splits tbody tr")).to_have_count(4)
    assert Conversation.objects.filter(finding_rows__review="rejected").exists()


def test_keys_write_corrections_and_notes_and_walk(
    page: Page, sign_in: SignIn, northwind: Organization, analyst: User
) -> None:
    dinners(northwind, times=2)
    sign_in(analyst)
    page.goto(NEW)
    page.get_by_label("Name", exact=True).fill("People")
    page.get_by_label("people", exact=True).check()
    page.get_by_label("Which", exact=True).select_option("all")
    page.get_by_role("button", name="Draw the queue").click()
    expect(page.locator("#queue")).to_contain_text("being drawn")
    draw_queues()
    queue = ReviewQueue.objects.get()
    page.goto(f"/o/northwind/reviews/{queue.public_id}/1/")
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"/2/$"))
    page.keyboard.press("k")
    page.wait_for_url(re.compile(r"/1/$"))
    page.keyboard.press("m")
    page.keyboard.type("1 is not a verdict here")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/2/$"))
    page.goto("/o/northwind/findings/?template=tpl_dinner&where=people%3Amin%3A7")
    expect(page.locator(".flag.decided")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_contain_text("Go to reviews")
    page.goto("/o/northwind/conversations/iv_0/")
    page.locator("#rail-comments summary").click()
    for turn in ("2", "3"):  # whose time was chosen is what the comment is about
        page.locator(f"#turn-{turn} .at").click()
        expect(page.get_by_label("Turn", exact=True)).to_have_value(turn)
    page.get_by_label("Comment", exact=True).fill("Was this asked before?")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.goto("/o/northwind/conversations/iv_0/")
    page.locator("#turn-3").get_by_role("link", name="1 comment").click()
    expect(page.locator("#rail-comments li:target")).to_contain_text("Was this asked before?")


def test_a_verdict_works_without_a_script(
    browser: Any, live_server: Any, client: Any, northwind: Organization, analyst: User
) -> None:
    dinners(northwind)
    client.force_login(analyst)
    path = f"{NEW}&where=city%3Ais%3AOslo"
    told = {
        "name": "Oslo",
        "goals": "city",
        "sampling": "all",
        "low_confidence": 60,
        "reviewers": 1,
    }
    client.post(path, told)
    draw_queues()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    queue = ReviewQueue.objects.get()
    page.goto(f"/o/northwind/reviews/{queue.public_id}/1/")
    page.locator("#id_value").fill("Bergen")
    page.locator("#id_value").press("Enter")
    expect(page.locator("#queue")).to_contain_text("Nothing here needs your verdict")
    context.close()
    assert Conversation.objects.get(public_id="iv_1").findings["city"] == "Bergen"
