"""A file is brought and a source pulled in a real browser, whose page follows along."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.backend.tests.asking import WIRE as BACKEND
from api.widgets.tests.asking import WIRE as WIDGET
from conversations.models import Conversation
from orgs.models import Organization, User
from sources import domain
from sources.domain import working
from sources.tests.elsewhere import Elsewhere, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bucket")]


def test_an_admin_brings_a_file_and_pulls_a_source(
    page: Page,
    sign_in: Callable[[Any], None],
    northwind: Organization,
    admin: User,
    settings: Any,
) -> None:
    sign_in(admin)
    page.goto("/o/northwind/sources/")
    page.get_by_role("link", name="Import a file").click()
    wires = [WIDGET, BACKEND, {**WIDGET, "id": "conv_bad", "outcome": 5}]
    content = "\n".join(map(json.dumps, wires)).encode()
    file: Any = {"name": "history.jsonl", "mimeType": "text/plain", "buffer": content}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("status")).to_have_text("Being checked")
    working.work_uploads()
    expect(page.get_by_role("status")).to_have_text("Checked")
    expect(page.get_by_label("Entry 2")).to_contain_text("Ada Lovelace")
    expect(page.get_by_label("Entry 3")).to_contain_text("outcome: ")
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_role("status")).to_have_text("Coming in")
    working.work_uploads()
    expect(page.get_by_role("status")).to_have_text("Imported")
    with page.expect_download() as report:
        page.get_by_role("link", name="All, as CSV").click()
    assert "3,outcome," in report.value.path().read_text()
    page.goto("/o/northwind/conversations/")
    expect(page.locator("td.c-who")).to_have_count(2)
    _tick_all(page)

    settings.OUTPUTS_ALLOW_HTTP, settings.OUTPUTS_ALLOWED_NETWORKS = True, ["127.0.0.0/8"]
    with serving(Elsewhere(10)) as elsewhere:
        page.goto("/o/northwind/sources/")
        page.get_by_role("link", name="New source").click()
        page.get_by_label("Name").fill("Old website")
        page.get_by_label("What it speaks").select_option("widget")
        page.get_by_label("Address").fill(elsewhere.url)
        page.get_by_label("Its API key").fill("sk_live_theirs")
        page.get_by_role("button", name="Begin with its history").click()
        expect(page.get_by_role("status")).to_have_text("Pulling")
        domain.pull_due()
    expect(page.get_by_role("status")).to_have_text("Up to date")
    expect(page.get_by_label("Pulls")).to_contain_text("All history")
    assert Conversation.objects.count() == 12


def _tick_all(page: Page) -> None:
    """The box above the rows ticks them all, and says so."""
    box = page.locator("thead").get_by_label("Tick all on this page")
    box.check()
    expect(page.get_by_text("2 ticked:")).to_be_visible()
    page.get_by_label("Tick Ada Lovelace").uncheck()
    expect(page.get_by_text("1 ticked:")).to_be_visible()
    expect(box).not_to_be_checked()
