"""The example plays its session against a running server, and whoever has the page open sees it."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from api.gate.tests.keys import make_key
from orgs.models import Organization, User
from roxels_dash.embedded.programs import ROOT

EXAMPLE = ROOT / "examples" / "live_conversation.py"
PATIENCE = 60_000  # milliseconds, for a session of 40 turns on a busy machine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def example(northwind: Organization, live_server: LiveServer) -> Iterator[subprocess.Popen[str]]:
    """The example as it runs, ten turns a second."""
    options = ["--base-url", live_server.url, "--pace", "0.1"]
    process = subprocess.Popen(
        [sys.executable, str(EXAMPLE), *options],
        env={"ROXELS_API_KEY": make_key(northwind, is_test=True)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.wait()


def test_a_session_is_seen_as_it_goes_on(
    page: Page, sign_in: Callable[[Any], None], viewer: User, example: subprocess.Popen[str]
) -> None:
    assert example.stdout
    made = re.match(r"Conversation (iv_\w+): join link", example.stdout.readline())
    assert made
    example.send_signal(signal.SIGSTOP)  # Until somebody has the page open.
    sign_in(viewer)
    page.goto(f"/o/northwind/conversations/{made[1]}/")
    page.evaluate("window.isStillHere = true")
    assert page.locator(".turn").count() < 40
    example.send_signal(signal.SIGCONT)
    expect(page.locator("#turn-30")).to_be_attached(timeout=PATIENCE)
    expect(page.locator("#rail")).to_contain_text("Price rise in March", timeout=PATIENCE)
    expect(page.locator("#head .pill")).to_have_text("Completed", timeout=PATIENCE)
    expect(page.locator(".turn")).to_have_count(40, timeout=PATIENCE)
    expect(page.locator("#rail")).to_contain_text("Ada left over the price rise", timeout=PATIENCE)
    assert page.evaluate("window.isStillHere"), "nothing was loaded anew"
    assert example.wait(60) == 0
    assert "completed: 40 turns" in example.stdout.read()
