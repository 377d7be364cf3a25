"""Deliveries in a real browser: found, read, sent again; an endpoint made; an output previewed."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from intake.tests.making import conversation, template
from orgs.models import Organization, User
from outputs.domain.counting import recount_deliveries
from outputs.models import Attempt, Delivery, Endpoint, State
from outputs.tests.making import endpoint, webhook
from outputs.tests.receiving import OK as RECEIVED
from outputs.tests.receiving import Receiver
from outputs.tests.scenes import FAILED, OK, delivery_of
from outputs.tests.sending import Senders
from roxels_dash.tests.axe import faults, faults_everywhere

pytestmark = pytest.mark.django_db(transaction=True)


SignIn = Callable[[User], None]


def test_a_failed_delivery_is_found_sent_again_and_seen_to_arrive(
    page: Page, sign_in: SignIn, northwind: Organization, admin: User
) -> None:
    to = endpoint(northwind)
    delivery_of(northwind, to, [OK])
    failed = delivery_of(northwind, to, [FAILED], state=State.FAILED)
    sign_in(admin)
    page.goto("/o/northwind/overview/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url(re.compile(r"/deliveries/$"))
    page.locator("summary", has_text="State").click()
    page.get_by_label("Failed").check()
    expect(page).to_have_url(re.compile(r"state=failed"))
    expect(page.locator(".deliveries tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator(".deliveries input[type=checkbox]").check()
    page.get_by_role("button", name="Redeliver the chosen ones").click()
    page.get_by_role("button", name="Redeliver", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("1 delivery on the way again.")
    page.goto(f"/o/northwind/deliveries/{failed.public_id}/")
    expect(page.locator("#delivery-head")).to_contain_text("Retrying")
    Attempt.objects.create(
        organization=northwind, delivery=failed, endpoint=to, number=2, status=200, latency_ms=12
    )
    Delivery.objects.filter(pk=failed.pk).update(
        state=State.SUCCEEDED, next_attempt_at=None, attempt_count=2, finished_at=timezone.now()
    )
    expect(page.locator("#delivery-head")).to_contain_text("Delivered")  # It asked by itself.
    expect(page.locator(".tries > li")).to_have_count(2)


def test_the_rail_of_a_conversation_follows_its_outputs(
    page: Page, sign_in: SignIn, northwind: Organization, viewer: User
) -> None:
    about = conversation(northwind)
    sent = delivery_of(northwind, endpoint(northwind), [FAILED], conversation=about)
    Delivery.objects.update(next_attempt_at=timezone.now() + timedelta(seconds=20))
    recount_deliveries([about.pk])
    sign_in(viewer)
    page.goto("/o/northwind/conversations/iv_1/")
    rail = page.locator("#rail-outputs")
    expect(rail).to_contain_text("503: it failed")
    Delivery.objects.update(state=State.SUCCEEDED, next_attempt_at=None, last_error="")
    expect(rail).to_contain_text("Delivered")
    rail.get_by_role("link", name="Conversation ended").click()
    expect(page).to_have_url(re.compile(sent.public_id))


@pytest.mark.usefixtures("loopback")
def test_a_test_event_is_sent_and_seen_to_fail_and_to_arrive(
    page: Page, sign_in: SignIn, northwind: Organization, admin: User, senders: Senders
) -> None:
    is_mended = Event()
    senders.start(OUTPUTS_CLOCK_SCALE="50")  # Tries after 0.1, 6 and 36 seconds.
    sign_in(admin)
    with Receiver(lambda _: RECEIVED if is_mended.is_set() else (500, {}, b"oh")) as receiver:
        to = endpoint(northwind, receiver.url, headers={"X-Api-Key": "s3cret"})
        page.goto(f"/o/northwind/endpoints/{to.public_id}/")
        page.get_by_role("link", name="Send a test").click()
        page.get_by_role("button", name="Send a test").click()
        head = page.locator("#delivery-head")
        expect(head).to_contain_text("Retrying", timeout=60_000)
        expect(page.locator(".tries > li").last).to_contain_text("500 · It failed")
        is_mended.set()
        expect(head).to_contain_text("Delivered", timeout=60_000)
    expect(page.locator(".tries > li").first).to_contain_text("200")
    assert set(receiver.ids()) == {Delivery.objects.get().public_id}
    assert "s3cret" not in page.content() and receiver.got[0].headers["x-api-key"] == "s3cret"
    page.goto(f"/o/northwind/endpoints/{to.public_id}/")
    expect(page.locator(".tiles")).to_contain_text(f"1 of {len(receiver.got)} tries")


def test_an_endpoint_is_made_and_an_output_to_it_previewed_and_saved(
    page: Page, sign_in: SignIn, northwind: Organization, admin: User
) -> None:
    template(northwind)
    conversation(northwind, template_id="tpl_1")
    sign_in(admin)
    page.goto("/o/northwind/endpoints/")
    page.get_by_role("link", name="New endpoint").click()
    page.get_by_label("Name").fill("CRM")
    page.get_by_label("Address").fill("https://crm.example.com/in")
    page.get_by_role("button", name="Make the endpoint").click()
    expect(page.get_by_label("The signing secret")).to_have_value(re.compile("^whsec_"))
    assert faults(page) == {}
    page.goto("/o/northwind/templates/tpl_1/")
    page.get_by_role("link", name="Outputs", exact=True).click()
    page.get_by_role("link", name="New output").click()
    expect(page.get_by_label("Of which goal")).to_be_hidden()
    page.get_by_label("To which endpoint").select_option(label="CRM")
    page.get_by_label("Body, as JSON").fill('{"said": "{{summary}}"}')
    page.get_by_role("button", name="Show what would be sent").click()
    expect(page.get_by_label("Body of the preview")).to_contain_text("A table at Sino was booked.")
    assert faults(page) == {}
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator(".template-outputs tbody tr")).to_have_count(1)
    expect(page.locator(".tag")).to_have_text("version 2")


def test_axe_finds_nothing_where_the_list_of_urls_does_not_lead(
    page: Page, sign_in: SignIn, northwind: Organization, admin: User
) -> None:
    to = endpoint(northwind, headers={"Authorization": "Bearer s3cret"})
    template(northwind, outputs=[webhook(to), {"kind": "old"}])
    about = conversation(northwind, template_id="tpl_1")
    tried = delivery_of(northwind, to, [FAILED, FAILED, OK], conversation=about)
    delivery_of(northwind, to, [FAILED], conversation=about)
    Endpoint.objects.update(failing_since=timezone.now(), consecutive_failures=3)
    sign_in(admin)
    found = {}
    for path in (
        "deliveries/",
        "deliveries/?state=cancelled",
        "deliveries/?since=never",
        f"deliveries/{tried.public_id}/",
        "endpoints/",
        f"endpoints/{to.public_id}/",
        f"endpoints/{to.public_id}/edit/",
        "conversations/iv_1/outputs/",
        "templates/tpl_1/outputs/",
        "templates/tpl_1/outputs/new/?type=chained",
        "templates/tpl_1/outputs/new/?type=callback",
    ):
        page.goto(f"/o/northwind/{path}")
        found[path] = faults_everywhere(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
