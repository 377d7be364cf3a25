"""Every page there is, as a browser shows it: axe finds nothing, and nothing is cut off.

Walks the access cases: a new URL is in it without a line here.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from conversations.models import Conversation
from frames.tests.showing import shown
from intake.tests.making import conversation, template
from persons.models import Person
from roxels_dash.tests.access_answers import Answer, Case, Visitor
from roxels_dash.tests.access_cases import CASES
from roxels_dash.tests.access_world import World, make_world
from roxels_dash.tests.axe import faults_everywhere

CONSOLE = ("support_queue", "support_find", "support_job", "support_job_deny", "support_receipt")

pytestmark = pytest.mark.django_db(transaction=True)


def shown_to(visitor: Visitor) -> dict[str, Case]:
    """Return the URLs that show a page to `visitor`, downloads and bare blocks left out."""
    skipped = (
        "api_openapi",
        "backend_openapi",
        "widgets_openapi",
        "upload_report",
        "conversation_download",
        "erasure_recall",
        "erasure_receipt_file",
        "conversation_live",
        "conversation_news",
        "list_live",
        "mfa_download_recovery_codes",
    )
    return {
        name: case
        for name, case in CASES.items()
        if case.answers[visitor] is Answer.OK and name not in skipped
    }


def check(page: Page, paths: dict[str, str]) -> None:
    found: dict[str, Any] = {}
    for name, path in paths.items():
        page.goto(path)
        found |= {f"{name}, {where}": what for where, what in faults_everywhere(page).items()}
    assert not found


@pytest.fixture
def furnished(db: None) -> World:
    """The world with a conversation that has everything a page can show."""
    world = make_world()
    organization = Person.objects.get(public_id=world.own["person"]).organization
    template(organization)
    saved = conversation(
        organization,
        template_id="tpl_1",
        findings=[{"goal": "location", "value": "San Jose"}, {"goal": "mood", "value": "good"}],
        tool_calls=[{"name": "Book", "args": {"at": "Sino"}, "result": [1]}],
        criteria=[{"criterion": "polite", "passed": False, "reasoning": "It was not."}],
        usage=[{"component": "tts", "quantity": "12", "unit": "seconds", "cost": "0.01"}],
        events=[{"id": "ev_1", "type": "advisor.concern", "at": "2026-06-16T14:41:00Z"}],
        context={"plan": {"name": "pro", "seats": 4}},
        source_fields={"outputs": {"webhooks": [{"url": "https://a.example/", "attempts": 1}]}},
    )
    shown(saved, 5, 6, 15, alike=(2,))
    world.own["conversation"] = saved.public_id
    world.own["person"] = saved.participations.get().person.public_id
    assert Conversation.objects.filter(organization=organization).count() == 3
    return world


def test_an_admin_s_pages(page: Page, sign_in: Callable[[Any], None], furnished: World) -> None:
    sign_in(furnished.users[Visitor.ADMIN])
    cases = shown_to(Visitor.ADMIN)
    for name in shown_to(Visitor.ANONYMOUS):  # The same to everybody, and walked as nobody.
        cases.pop(name, None)
    check(page, {name: furnished.path(name, case) for name, case in cases.items()})


def test_what_the_list_says_when_it_cannot_or_finds_nothing(
    page: Page, sign_in: Callable[[Any], None], furnished: World
) -> None:
    sign_in(furnished.users[Visitor.ADMIN])
    base = furnished.path("conversation_list", CASES["conversation_list"])
    queries = ("?q=sino&status=completed&since=2026-01-01", "?since=never", "?q=nowhere")
    check(page, {query: f"{base}{query}" for query in queries} | {"unknown": f"{base}unknown/"})


def test_anyone_s_pages(page: Page, furnished: World) -> None:
    cases = shown_to(Visitor.ANONYMOUS)
    check(page, {name: furnished.path(name, case) for name, case in cases.items()})


def test_support_s_pages(page: Page, sign_in: Callable[[Any], None], furnished: World) -> None:
    sign_in(furnished.users[Visitor.VISITING])
    names = ("organization_open", "support_visit", "person_list", *CONSOLE)
    cases = {name: CASES[name] for name in names}
    check(page, {name: furnished.path(name, case) for name, case in cases.items()})
