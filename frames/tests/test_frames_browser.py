"""Frames as someone looks at them, in a real browser, with pictures from a real bucket."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from conversations.models import Conversation
from conversations.tests.playing import under_way
from frames.models import Frame
from frames.tests.making import filled, png
from frames.tests.showing import frame, tell
from intake.tests.making import SAID, conversation
from orgs.models import Organization, User
from roxels_dash.tests.axe import faults_everywhere
from roxels_dash.tests.browser import stop_the_clock

HOME = "/o/northwind/conversations/iv_1/"
LIST = f"{HOME}frames/"
SignIn = Callable[[Any], None]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reading(
    page: Page, sign_in: SignIn, northwind: Organization, viewer: User, bucket: Any
) -> Page:
    """A signed-in page, and a conversation with four frames of which the third looks as before."""
    saved = conversation(northwind)
    filled(saved, png(1), png(2, width=1600, height=1000), png(3), png(5))
    for number in (2, 3, 4):
        Frame.objects.filter(number=number).update(is_alike=number == 3)
    sign_in(viewer)
    return page


def path_of(page: Page) -> str:
    return str(page.evaluate("location.pathname"))


def has_loaded(page: Page, selector: str) -> None:
    expect(page.locator(selector)).not_to_have_js_property("naturalWidth", 0)
    expect(page.locator(selector)).to_have_js_property("complete", True)


def test_the_keyboard_looks_through_the_frames_and_comes_back(reading: Page) -> None:
    page = reading
    page.goto(HOME)
    expect(page.locator("#frames-strip .film-part")).to_have_count(1)
    opener = page.locator("#frames-1 a").first
    opener.focus()
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="Frame")
    expect(viewer.get_by_role("heading", name="Frame 1 of 4")).to_be_visible()
    expect(viewer.locator(".is-then")).to_contain_text("I need a table for two in San Jose.")
    has_loaded(page, "#viewer .frame-stage img")
    assert path_of(page) == f"{LIST}1/"
    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("heading", name="Frame 2 of 4")).to_be_visible()
    expect(page.locator("#viewer-told")).to_contain_text("Screen at 0:15, while Agent said")
    assert path_of(page) == f"{LIST}2/"
    page.keyboard.press("End")
    expect(viewer.get_by_role("heading", name="Frame 4 of 4")).to_be_visible()
    page.keyboard.press("Home")
    expect(viewer.get_by_role("heading", name="Frame 1 of 4")).to_be_visible()
    assert path_of(page) == f"{LIST}1/"
    page.keyboard.press("j")  # The page below has no keys now.
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(opener).to_be_focused()
    page.wait_for_function("path => location.pathname === path", arg=HOME)
    page.go_forward()
    expect(viewer.get_by_role("heading", name="Frame 1 of 4")).to_be_visible()
    page.go_back()
    expect(viewer).to_be_hidden()


def width_of(page: Page) -> int:
    return round(page.locator(".frame-stage img").evaluate("image => image.clientWidth"))


@pytest.mark.parametrize("start", ["viewer", "page"])
def test_a_picture_is_made_larger_and_fits_again(reading: Page, start: str) -> None:
    page = reading
    if start == "viewer":
        page.goto(HOME)
        page.locator("#frames-2 a").first.click()
    else:
        page.goto(f"{LIST}2/")
    has_loaded(page, ".frame-stage img")
    fit = width_of(page)
    assert fit < 1100
    page.keyboard.press("1")
    assert width_of(page) == 1600
    expect(page.locator(".frame-stage img")).to_have_attribute("src", f"{LIST}2/original")
    has_loaded(page, ".frame-stage img")
    before = page.locator(".frame-stage").evaluate("stage => stage.scrollLeft")
    page.keyboard.press("ArrowRight")
    assert page.locator(".frame-stage").evaluate("stage => stage.scrollLeft") > before
    expect(page.get_by_role("heading", name="Frame 2 of 4")).to_be_visible()
    page.keyboard.press("+")
    assert width_of(page) == 2400
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert width_of(page) == 1200
    page.keyboard.press("0")
    assert width_of(page) == fit
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("Actual size")


def test_a_link_is_the_pictures_own_page(reading: Page) -> None:
    page = reading
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stop_the_clock(page)
    page.goto(HOME)
    page.locator(".strip a[data-frame]").first.click()
    viewer = page.get_by_role("dialog", name="Frame")
    viewer.get_by_role("button", name="Copy link").click()
    expect(viewer.get_by_text("Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{LIST}1/")
    with page.expect_download() as download:
        viewer.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "iv_1-1.png"
    page.goto(copied)
    expect(page.get_by_role("heading", name="Frame 1 of 4")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Frame 2 of 4")).to_be_visible()
    assert path_of(page) == f"{LIST}2/"


def test_a_bucket_that_is_away_leaves_the_page_and_is_asked_again(reading: Page) -> None:
    page = reading

    def away(route: Route) -> None:
        route.abort("connectionrefused")

    pictures = re.compile(r"/frames/\d+/(thumb|large)$")
    page.route(pictures, away)
    page.goto(HOME)
    expect(page.locator(".turn")).to_have_count(4)
    expect(page.get_by_text("Some cannot be reached just now.")).to_be_visible()
    broken = page.locator("#frames-1 .is-broken")
    expect(broken).to_have_count(1)
    page.locator("#frames-1 a").first.click()
    viewer = page.get_by_role("dialog", name="Frame")
    expect(viewer.get_by_text("The picture cannot be reached just now.")).to_be_visible()
    page.unroute(pictures)
    viewer.get_by_role("button", name="Try again").click()
    has_loaded(page, "#viewer .frame-stage img")
    expect(viewer.get_by_text("cannot be reached")).to_be_hidden()
    expect(broken).to_have_count(0)


def test_a_bucket_that_answers_nothing_is_told_of_and_asked_anew(reading: Page) -> None:
    page = reading
    waiting: list[Route] = []
    pictures = re.compile(r"/frames/\d+/(thumb|large)$")
    page.route(pictures, lambda route: waiting.append(route))
    page.clock.install()
    page.goto(f"{LIST}2/", wait_until="domcontentloaded")
    told = page.get_by_text("The picture cannot be reached just now.")
    page.wait_for_function("document.querySelector('.frame-stage img')")
    page.clock.run_for(5_000)
    expect(told).to_be_hidden()
    page.clock.run_for(5_000)
    expect(told).to_be_visible()
    asked = len(waiting)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_timeout(100)
    page.clock.run_for(100)
    page.wait_for_timeout(100)
    assert len(waiting) == asked + 1
    waiting[-1].continue_()
    has_loaded(page, ".frame-stage img")
    expect(told).to_be_hidden()
    page.goto(HOME, wait_until="domcontentloaded")
    page.locator("#frames-strip img").first.wait_for(state="attached")
    page.clock.run_for(10_000)
    expect(page.get_by_text("Some cannot be reached just now.")).to_be_visible()


def test_a_page_that_follows_along_shows_what_comes_and_keeps_what_was_opened(
    page: Page, sign_in: SignIn, northwind: Organization, viewer: User, bucket: Any
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    sign_in(viewer)
    page.clock.install()
    page.goto(HOME)
    expect(page.locator("#frames-slot")).to_be_empty()
    came(page, saved, 1)
    has_loaded(page, "#frames-1 img")
    expect(page.locator("#frames-strip .film-part")).to_have_count(1)
    came(page, saved, 2, is_alike=True)
    page.locator("#frames-strip summary").click()
    came(page, saved, 3)
    expect(page.locator("#frames-strip details")).to_have_attribute("open", "")
    expect(page.locator("#frame-count")).to_have_text("3")


def came(page: Page, saved: Conversation, number: int, *, is_alike: bool = False) -> None:
    """Have one more frame come in, and wait until strip and transcript have it."""
    [first] = filled(saved, png(1))[:1]
    if number > 1:
        copy = frame(saved, number, 5 + number, is_alike=is_alike, key=first.key)
        assert copy.pk
        tell(saved)
    for _ in range(3):
        page.clock.run_for(3_100)
        page.wait_for_load_state("networkidle")
    expect(page.locator("#frames-strip img")).to_have_count(number)


@pytest.fixture
def without_scripts(browser: Browser, live_server: LiveServer, reading: Page) -> Iterator[Page]:
    """A page in a browser that runs no scripts, signed in as the reading one is."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(reading.context.cookies())  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_frames_are_read_without_scripts(without_scripts: Page) -> None:
    page = without_scripts
    page.goto(HOME)
    page.get_by_role("link", name="All frames").click()
    expect(page.locator(".shot:visible")).to_have_count(3)
    page.get_by_text("1 alike").click()
    expect(page.locator(".shot:visible")).to_have_count(4)
    page.locator(".shot").first.click()
    expect(page.get_by_role("heading", name="Frame 1 of 4")).to_be_visible()
    expect(page.locator(".zooms")).to_be_hidden()
    page.get_by_role("link", name="Next frame").click()
    expect(page.get_by_role("heading", name="Frame 2 of 4")).to_be_visible()


def test_the_viewer_and_the_strip_fit_everyone(reading: Page) -> None:
    reading.goto(HOME)
    reading.locator("#frames-strip .film-part").wait_for()
    assert faults_everywhere(reading) == {}
    reading.locator("#frames-1 a").first.click()
    has_loaded(reading, "#viewer .frame-stage img")
    assert faults_everywhere(reading) == {}


def test_nothing_moves_as_pictures_come(reading: Page) -> None:
    reading.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.moved += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    reading.goto(HOME)
    reading.locator("#frames-strip .film-part").wait_for()
    has_loaded(reading, "#frames-1 img >> nth=0")
    assert reading.evaluate("window.moved") == 0
