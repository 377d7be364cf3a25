"""A participant's link needs no account, says what it leads to, and keeps what it knows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from conversations.models import Conversation
from conversations.tests.playing import under_way
from intake.tests.making import conversation, template
from orgs.models import Organization

JOIN = "/join/i/iv_1"


@pytest.fixture(autouse=True)
def embed(settings: Any) -> None:
    settings.EMBED_URL = "https://talk.example/embed/{session_id}?from=link"


def invited(organization: Organization, **fields: Any) -> Conversation:
    """Return a conversation that waits for somebody to join."""
    template(organization, name="Churn of angry customers")
    saved = under_way(
        organization,
        session_id="sess_1",
        template_id="tpl_1",
        status="created",
        started_at=None,
        persons=[{"name": "Ada Lovelace"}],
    )
    given = {"joinable_until": timezone.now() + timedelta(days=30), **fields}
    Conversation.objects.filter(pk=saved.pk).update(**given)
    return saved


def test_an_open_link_leads_on_and_says_what_it_is(client: Client, northwind: Organization) -> None:
    invited(northwind)
    response = client.get(JOIN)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'href="https://talk.example/embed/sess_1?from=link"' in page
    for words in ("Northwind Trading", "An AI agent leads", "recorded as text", "no account"):
        assert words in page
    for internal in ("Churn", "Ada", "tpl_1", "/o/northwind", "<script"):
        assert internal not in page
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"status": "joined"}, 200, "Join the conversation"),
        ({"status": "completed"}, 410, "This conversation has ended"),
        ({"status": "abandoned", "end_reason": "expired"}, 410, "This link has expired"),
        ({"joinable_until": None}, 410, "This link has expired"),
        ({"joinable_until": timezone.now()}, 410, "This link has expired"),
        ({"erasing_at": timezone.now()}, 404, "This link does not work any more."),
        ({"source": "roxels"}, 404, "This link does not work any more."),
    ],
)
def test_each_state_is_said(
    client: Client, northwind: Organization, fields: dict[str, Any], status: int, words: str
) -> None:
    invited(northwind, **fields)
    response = client.get(JOIN)
    assert response.status_code == status
    assert words in response.content.decode()
    assert ("talk.example" in response.content.decode()) == (status == 200)


def test_an_erased_one_is_as_unknown_as_one_that_never_was(
    client: Client, northwind: Organization
) -> None:
    invited(northwind, erasing_at=timezone.now())
    answers = [client.get(f"/join/i/{public_id}") for public_id in ("iv_1", "iv_2", "never mind")]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1


def test_where_joining_is_not_set_up_the_page_says_so(
    client: Client, northwind: Organization, settings: Any
) -> None:
    settings.EMBED_URL = ""
    invited(northwind)
    page = client.get(JOIN).content.decode()
    assert "Joining is not set up here." in page
    assert "sess_1" not in page


def test_an_imported_one_of_the_same_id_takes_nobody_in(
    client: Client, northwind: Organization, other_org: Organization
) -> None:
    conversation(other_org, "iv_1", session_id="sess_theirs")
    assert client.get(JOIN).status_code == 404
    invited(northwind)
    assert "embed/sess_1?" in client.get(JOIN).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_participant_reads_and_goes_on_by_keyboard_on_a_phone(
    page: Page, northwind: Organization
) -> None:
    invited(northwind)
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(JOIN)
    expect(page.get_by_role("heading")).to_have_text("You are invited to a conversation")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Join the conversation")).to_be_focused()
    page.route("https://talk.example/**", lambda route: route.fulfill(body="embed"))
    with page.expect_request("https://talk.example/**") as asked:
        page.keyboard.press("Enter")
    assert asked.value.url == "https://talk.example/embed/sess_1?from=link"
    assert "referer" not in asked.value.headers
