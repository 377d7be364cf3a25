"""Fixtures for tests that drive the machine's own Chromium, through Playwright."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from roxels_dash.tests.idling import Connections

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = f"no Chromium on this machine (looked for {', '.join(NAMES)})"
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",  # There is none: a processor that plays one takes a tenth more.
    "--no-first-run",
)
# Milliseconds. A busy machine is no failure, and what comes to pass is waited for no longer.
PATIENCE = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that ``-m 'not browser'`` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Where there is none the test is skipped; with CI set it fails."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        if os.environ.get("CI"):
            pytest.fail(f"CI is set, and there is {MISSING}", pytrace=False)
        pytest.skip(MISSING)
    # Playwright keeps an event loop in this thread; the ORM is still only called by tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=arguments, timeout=10 * PATIENCE
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def connections(live_server: LiveServer) -> Connections:
    """What the live server is at."""
    return Connections(live_server)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, connections: Connections) -> Iterator[Page]:
    """A page with nobody signed in; paths are relative to the live server.

    Fails the test on an uncaught script error or anything the content security policy blocked.
    """
    problems: list[str] = []
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 800},
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.extend(blocked(message.text)))
    yield page
    context.close()
    connections.wait_for_the_last()
    assert not problems


def stop_the_clock(page: Page) -> None:
    """Let no time pass in the page but what `page.clock.run_for` says: for what has a moment."""
    page.clock.install()
    page.clock.pause_at(time.time() + 60)  # The clock of a page goes forward only.


def blocked(text: str) -> list[str]:
    """The console message, if it is about the content security policy."""
    return [text] if "Content Security Policy" in text else []


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer, client: Client) -> Callable[[Any], None]:
    """Call it with a user to have them signed in in the page."""

    def sign_in_as(user: Any) -> None:
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return sign_in_as
