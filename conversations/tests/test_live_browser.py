"""Following a live conversation in a real browser: it grows, and the reader keeps their place."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from conversations.models import Conversation, Finding
from conversations.tests.playing import call, change, correct, say, under_way
from intake.domain import create_conversations, take_events
from intake.records import EventRecord, PersonRecord
from intake.tests.making import template
from orgs.models import Organization, User
from roxels_dash.tests.axe import faults
from roxels_dash.tests.browser import stop_the_clock

LIST = "/o/northwind/conversations/"
PAGE = f"{LIST}iv_1/"
SignIn = Callable[[Any], None]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live(northwind: Organization) -> Conversation:
    """A conversation under way, longer than a screen, with something in the rail to focus."""
    template(northwind)
    findings = [{"goal": "location", "value": "number 1"}]
    said = [f"This is what was said as number {number}." for number in range(1, 41)]
    return under_way(northwind, "iv_1", *said, template_id="tpl_1", findings=findings)


@pytest.fixture
def reading(page: Page, sign_in: SignIn, live: Conversation, viewer: User) -> Page:
    sign_in(viewer)
    stop_the_clock(page)
    return page


def wait_for_polls(page: Page, count: int = 1) -> None:
    """Let the page ask `count` times from now on, and have each answer in it."""
    for _ in range(count):
        with page.expect_request(re.compile(r"/live/\?")) as asked:
            page.clock.run_for(2_100)
        answer = asked.value.response()
        assert answer
        answer.finished()
        page.clock.run_for(100)


def chosen(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def test_the_reader_keeps_selection_focus_and_place(reading: Page, live: Conversation) -> None:
    reading.goto(PAGE)
    reading.evaluate("scrollTo(0, 120)")
    reading.evaluate("""() => {
        const words = document.querySelector("#turn-3 p").firstChild;
        getSelection().setBaseAndExtent(words, 5, words, 20);
        document.querySelector("#rail a.link").focus({ preventScroll: true });
    }""")
    before = reading.evaluate("[scrollY, document.activeElement.textContent]")
    assert before[0] > 0
    assert chosen(reading) == "is what was sai"
    for number in (1, 2, 3):
        say(live, f"New words, number {number}.")
        change(live, summary=f"Summary number {number}.")
        wait_for_polls(reading)
        expect(reading.get_by_text(f"New words, number {number}.")).to_be_attached()
        expect(reading.locator("#rail")).to_contain_text(f"Summary number {number}.")
    assert chosen(reading) == "is what was sai"
    assert reading.evaluate("[scrollY, document.activeElement.textContent]") == before
    expect(reading.locator("#facts")).to_contain_text("43")
    expect(reading.locator(".turn")).to_have_count(43)


def test_new_words_are_told_quietly_and_led_down_to(reading: Page, live: Conversation) -> None:
    reading.goto(PAGE)
    say(live, "One more.")
    wait_for_polls(reading)
    pill = reading.locator("#new-turns")
    expect(pill).to_have_text("1 new turn")
    say(live, "And another.")
    wait_for_polls(reading)
    expect(pill).to_have_text("2 new turns")
    pill.click()
    expect(reading.locator("#turn-41")).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_at_the_end_the_page_follows_the_newest_words(reading: Page, live: Conversation) -> None:
    reading.goto(PAGE)
    reading.locator("#live").scroll_into_view_if_needed()
    for number in (1, 2, 3):
        say(live, f"New {number}: " + "many words " * 60)
        wait_for_polls(reading)
        expect(reading.locator(".turn").last).to_be_in_viewport()
    expect(reading.locator("#new-turns")).to_be_hidden()


def test_a_correction_and_a_call_find_their_places(reading: Page, live: Conversation) -> None:
    reading.goto(PAGE)
    correct(live, 3, "This is what was meant.")
    call(live, "Book")
    Finding.objects.update(evidence=[{"turn": 2}])
    change(live)
    wait_for_polls(reading)
    expect(reading.locator("#turn-3")).to_contain_text("This is what was meant.")
    expect(reading.locator(".turn")).to_have_count(40)
    expect(reading.locator("#turn-40 + .event.tool")).to_contain_text("Book(")
    expect(reading.locator("#turn-2 + .event.goals")).to_contain_text("location")
    expect(reading.locator(".event.goals")).to_have_count(1)


def test_the_first_words_of_all_appear(
    page: Page, sign_in: SignIn, northwind: Organization, viewer: User
) -> None:
    saved = under_way(northwind, status="created", started_at=None)
    sign_in(viewer)
    stop_the_clock(page)
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="Nobody has joined yet")).to_be_visible()
    expect(page.locator("#live")).to_contain_text("Waiting for somebody to join")
    change(saved, status="joined", started_at=timezone.now(), session_status="connected")
    say(saved, "Hello?")
    wait_for_polls(page)
    expect(page.locator(".turn")).to_have_text(re.compile("Hello"))
    expect(page.get_by_role("feed", name="Transcript")).to_be_visible()
    expect(page.get_by_role("heading", name="Nobody has joined yet")).to_be_hidden()
    expect(page.locator("#strip")).to_be_visible()
    expect(page.locator("#live")).to_contain_text("Connected")


def test_the_end_is_said_and_the_page_grows_quiet(reading: Page, live: Conversation) -> None:
    reading.goto(PAGE)
    expect(reading.locator("#feed")).to_have_attribute("aria-live", "polite")
    now = timezone.now()
    change(live, status="completed", ended_at=now, duration_seconds=120)
    wait_for_polls(reading)
    expect(reading.locator("#head .pill")).to_have_text("Completed")
    change(live, summary="It went well.", updated_at=now - timedelta(minutes=2))
    wait_for_polls(reading)
    expect(reading.locator("#rail")).to_contain_text("It went well.")
    expect(reading.locator("#live")).to_be_empty()
    assert reading.locator("#feed").get_attribute("aria-live") is None
    asked: list[str] = []
    reading.on("request", lambda request: asked.append(request.url))
    reading.clock.run_for(10_000)
    assert not asked


def test_nobody_asks_for_a_hidden_page_and_a_lost_server_is_told_in_place(
    reading: Page, live: Conversation
) -> None:
    asked: list[str] = []
    reading.on("request", lambda request: asked.append(urlsplit(request.url).path))
    hidden = "Object.defineProperty(document, 'hidden', { value: true, writable: true })"
    reading.add_init_script(hidden)  # opened for later, beside the page that is read
    reading.goto(PAGE)
    reading.clock.run_for(7_000)
    expect(reading.locator("#rail-comments")).to_contain_text("Nobody wrote about a turn yet.")
    assert f"{PAGE}live/" not in asked
    reading.evaluate("document.hidden = false")
    reading.route("**/live/**", lambda route: route.abort())
    reading.clock.run_for(2_100)
    expect(reading.get_by_text("Not reached just now; trying again.")).to_be_visible()
    expect(reading.locator(".toast")).to_be_hidden()
    reading.unroute("**/live/**")
    say(live, "There again.")
    wait_for_polls(reading)
    expect(reading.get_by_text("There again.")).to_be_attached()
    expect(reading.locator("#live .lost")).to_be_hidden()


def test_what_is_taken_away_leaves_the_page_too(reading: Page, live: Conversation) -> None:
    reading.goto(PAGE)
    Conversation.objects.update(erasing_at=timezone.now())
    reading.clock.run_for(2_100)
    expect(reading.get_by_role("heading", name="There is nothing at this address")).to_be_visible()


def test_axe_finds_nothing_with_words_and_without(
    reading: Page, live: Conversation, northwind: Organization
) -> None:
    under_way(northwind, "iv_2", status="created", started_at=None)
    for public_id in ("iv_1", "iv_2"):
        reading.goto(f"{LIST}{public_id}/")
        reading.clock.resume()
        assert faults(reading) == {}


def test_rows_follow_and_keep_the_row_one_is_at(
    reading: Page, live: Conversation, northwind: Organization
) -> None:
    under_way(northwind, "iv_2", "Hello.")
    reading.goto(LIST)
    reading.keyboard.press("j")
    reading.keyboard.press("j")
    at = reading.locator("tr.is-at")
    expect(at).to_have_attribute("id", "row-iv_1")
    change(live, status="completed", gist="A table was booked.", duration_seconds=130)
    wait_for_polls(reading)
    expect(at).to_have_attribute("id", "row-iv_1")
    expect(at).to_contain_text("A table was booked.")
    expect(at).to_contain_text("Completed")
    expect(at.locator("a.who")).to_be_focused()
    with reading.expect_request(re.compile(r"/live/\?")) as asked:
        reading.clock.run_for(2_100)
    assert "iv_1" not in asked.value.url


def event(number: int, kind: str, **data: Any) -> EventRecord:
    at = timezone.now() - timedelta(seconds=60 - number)
    return EventRecord(id=f"ev_{number}", type=kind, at=at, data=data)


BATCHES = [
    [
        event(1, "session.status", status="connected"),
        event(2, "turn", role="assistant", text="Hi."),
    ],
    [
        event(3, "turn", role="user", text="A table in San Jose."),
        event(4, "tool.called", name="Find", args={}),
    ],
    [
        event(5, "goal.committed", goal="location", value="San Jose"),
        event(6, "usage", component="tts", quantity="3", unit="seconds", cost="0.01"),
    ],
    [
        event(7, "turn", role="assistant", text="Which day?"),
        event(8, "turn", role="user", text="Today, in Oakland."),
    ],
    [
        event(9, "turn.corrected", turn=2, text="A table in San José."),
        event(10, "tool.called", name="Book", args={"at": "Sino"}, result=[1]),
    ],
    [
        event(11, "goal.committed", goal="location", value="Oakland", evidence=[{"turn": 4}]),
        event(12, "goal.committed", goal="date", value="today"),
    ],
    [
        event(13, "turn.corrected", turn=2, text="Corrected again."),
        event(14, "goal.progress", goal="mood", state="declined"),
    ],
    [
        event(15, "summary", text="A table was booked."),
        event(16, "session.ended", reason="agent", outcome="completed"),
    ],
]
# Without the spaces between elements, and without the clock of a live one.
SHOWN = """() => ({
    feed: [...document.querySelectorAll("#feed > article")].map(
        (each) => [each.id, each.className, each.textContent]),
    around: ["head", "facts", "strip", "rail", "turn-count", "event-count"].map(
        (id) => document.getElementById(id).outerHTML
            .replaceAll(/>\\s+</g, "><").replace(/Live · [\\d:]+/, "Live")),
})"""


def test_a_page_that_followed_is_the_page_that_is_opened_now(
    page: Page, sign_in: SignIn, northwind: Organization, viewer: User
) -> None:
    template(northwind)
    person = PersonRecord(external_id="user_1", name="Ada Lovelace")
    with transaction.atomic():
        [made] = create_conversations(northwind.pk, "tpl_1", [[person]], {}, is_test=False)
    assert made.session_id
    sign_in(viewer)
    stop_the_clock(page)
    following = page.context.new_page()
    address = f"{LIST}{made.public_id}/"
    following.goto(address)
    for batch in BATCHES:
        take_events(northwind.pk, made.session_id, batch, is_test=False)
        wait_for_polls(following)
        page.goto(address)
        assert following.evaluate(SHOWN) == page.evaluate(SHOWN)
    assert page.locator("#feed .turn").count() == 4
