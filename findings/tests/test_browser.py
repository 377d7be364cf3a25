"""The explorer in a browser: what opens beside the table, and the columns, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from findings.tests.making import dinners
from intake.tests.making import template
from orgs.models import Organization, User

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[User], None]
TABLE = "/o/northwind/findings/?template=tpl_dinner"


def test_a_value_opens_beside_the_table_and_columns_move_by_keyboard(
    page: Page, sign_in: SignIn, analyst: User, northwind: Organization
) -> None:
    dinners(northwind)
    sign_in(analyst)
    page.goto(TABLE)
    panel = page.locator("#panel")
    value = page.get_by_role("link", name="San José").last
    value.focus()
    page.keyboard.press("Enter")
    expect(panel.locator("h2")).to_be_focused()
    expect(panel.locator("mark")).to_have_text("San Jose")
    expect(page).to_have_url(TABLE)  # the table is what one is at
    page.keyboard.press("Escape")
    expect(panel).to_be_empty()
    expect(value).to_be_focused()

    page.get_by_role("link", name="Columns").focus()
    page.keyboard.press("Enter")
    later = panel.get_by_role("link", name="Later: city")
    later.focus()
    page.keyboard.press("Enter")
    expect(panel.locator(".column-list li").first).to_contain_text("people")
    panel.get_by_label("Keep city in sight").focus()
    page.keyboard.press("Space")
    panel.get_by_role("checkbox", name="channel").focus()
    page.keyboard.press("Space")
    panel.get_by_role("button", name="Show these columns").focus()
    page.keyboard.press("Enter")
    heads = page.locator("table.findings thead th")
    expect(heads.nth(1)).to_contain_text("city")
    expect(heads.nth(1)).to_have_class("goal pinned")
    expect(heads.last).to_contain_text("channel")
    expect(page.locator("table.findings")).to_have_class(re.compile(r"\bpins-1\b"))
    page.set_viewport_size({"width": 700, "height": 700})
    pinned = page.locator("table.findings tbody tr").first.locator("td").first
    before = pinned.bounding_box()
    box = page.locator(".grid-box")
    box.evaluate("box => box.scrollTo({ left: 150 })")
    assert box.evaluate("box => box.scrollLeft") > 100 and pinned.bounding_box() == before


def test_a_bar_of_a_chart_narrows_the_table(
    page: Page, sign_in: SignIn, analyst: User, northwind: Organization
) -> None:
    dinners(northwind)
    template(northwind, "tpl_lunch", name="Lunch")
    sign_in(analyst)
    page.goto(f"{TABLE}&shorter=100")
    page.locator(".facet").get_by_role("link", name="Oslo").click()
    expect(page.locator("table.findings tbody tr")).to_have_count(1)
    expect(page.locator(".chip").first).to_contain_text("city is Oslo")
    panel = page.locator("#panel")
    page.locator("table.findings thead").get_by_role("link", name="city", exact=True).click()
    expect(panel.locator("h2")).to_have_text("city")
    page.locator(".filters [name=template]").first.select_option("tpl_lunch")
    expect(page.locator("#listing")).to_contain_text("No conversations yet")
    expect(panel).to_be_empty()  # it was of the other template
