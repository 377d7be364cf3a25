"""Names without a space to break at stay within the page, on a phone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from intake.tests.making import conversation, template, turns
from orgs.models import Organization, User

LONG = "W" * 128
LIGATURES = "\ufdfa" * 300

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [400, 1280])
def test_no_page_is_wider_than_the_window(
    page: Page, sign_in: Callable[[Any], None], northwind: Organization, viewer: User, width: int
) -> None:
    template(northwind, LONG, name=LONG)
    webhook = {"url": f"https://{LONG}.example/{LONG}", "status": LONG}
    conversation(
        northwind,
        LONG,
        template_id=LONG,
        persons=[{"external_id": LONG, "name": "W" * 300, "org_context": {LONG: LONG}}],
        findings=[{"goal": LONG, "value": LONG}],
        transcript=turns(LONG * 10, LIGATURES),
        source_fields={"outputs": {"webhooks": [webhook]}},
    )
    conversation(northwind, "iv_2", persons=[{"name": LIGATURES}])
    sign_in(viewer)
    page.set_viewport_size({"width": width, "height": 800})
    start = "/o/northwind"
    for path in (
        f"{start}/conversations/?template={LONG}",
        f"{start}/conversations/?q={LONG}&person={LONG}",
        f"{start}/conversations/{LONG}/",
        f"{start}/conversations/iv_2/",
        f"{start}/templates/{LONG}/",
        f"{start}/persons/",
    ):
        assert page.goto(path).ok  # type: ignore[union-attr]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
