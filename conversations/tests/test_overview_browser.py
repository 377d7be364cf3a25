"""The overview and the templates as someone uses them, in a real browser."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from conversations.domain import refresh_rollups
from intake.tests.making import record, save, template
from orgs.models import Organization, User
from roxels_dash.tests.axe import faults_everywhere

OVERVIEW = "/o/northwind/overview/"
TEMPLATE = "/o/northwind/templates/tpl_1/"

SignIn = Callable[[Any], None]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reading(page: Page, sign_in: SignIn, northwind: Organization, viewer: User) -> Page:
    """A signed-in page, with two versions of a template and a month of conversations."""
    template(northwind, instructions="Ask for the day and the time.")
    goals = [{"id": "location"}, {"id": "party", "critical": True, "type": "number"}]
    template(northwind, goals=goals, instructions="Ask for the day, then the time.")
    now = timezone.now()
    made = [
        record(
            f"iv_{number}",
            created_at=now - timedelta(days=number),
            template_id="tpl_1",
            status=["completed", "completed", "failed", "abandoned"][number % 4],
            findings=[{"goal": "location", "value": "San Jose"}],
        )
        for number in range(40)
    ]
    save(northwind, made)
    refresh_rollups()
    sign_in(viewer)
    return page


def test_a_bar_leads_to_its_conversations(reading: Page) -> None:
    reading.goto(OVERVIEW)
    bars = reading.locator(".area rect.failed")
    assert bars.count() >= 7
    bars.first.click()
    expect(reading).to_have_url(re.compile(r"/conversations/\?status=failed&since="))
    expect(reading.locator("a.who")).to_have_count(1)


def test_the_numbers_behind_the_chart_can_be_read_without_it(reading: Page) -> None:
    reading.goto(f"{OVERVIEW}?range=7d")
    reading.locator("summary", has_text="The numbers").click()
    table = reading.get_by_role("table", name="Conversations by day and status")
    expect(table.get_by_role("row")).to_have_count(8)
    table.get_by_role("link").first.click()
    expect(reading.locator("a.who")).to_have_count(1)


def test_other_days_are_chosen(reading: Page) -> None:
    reading.goto(OVERVIEW)
    expect(reading.locator(".figure").first).to_have_text("30")
    reading.get_by_role("link", name="90 days").click()
    expect(reading).to_have_url(re.compile(r"\?range=90d$"))
    expect(reading.locator(".figure").first).to_have_text("40")


def test_two_versions_are_compared(reading: Page) -> None:
    reading.goto(TEMPLATE)
    reading.get_by_role("button", name="Compare").click()
    expect(reading).to_have_url(re.compile(r"\?from=1&to=2#difference$"))
    expect(reading.locator("ins").last).to_have_text(", then")
    reading.locator("#difference").get_by_role("link", name="Close").click()
    expect(reading.locator("#difference")).to_have_count(0)


def test_axe_finds_nothing(reading: Page) -> None:
    for path in (
        OVERVIEW,
        f"{OVERVIEW}?test=1",
        "/o/northwind/templates/",
        f"{TEMPLATE}?from=1&to=2",
    ):
        reading.goto(path)
        for summary in reading.locator("main details summary").all():
            summary.click()
        assert faults_everywhere(reading) == {}, path
