"""The live page asks for what it lacks, hears nothing where nothing changed, and stops."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation, Finding
from conversations.queries import facts
from conversations.tests.playing import call, change, correct, say, under_way
from intake.tests.making import SAID, conversation, template
from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf

PAGE = "/o/northwind/conversations/iv_1/"
POLL = re.compile(r'hx-get="([^"]+/live/[^"]*)"')
APPENDED = re.compile(r'hx-swap-oob="beforeend:#feed">(.*?)</div>', re.DOTALL)


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def poll_of(page: str) -> str:
    [found] = POLL.findall(page)
    return unescape(found)


def opened(client: Client, query: str = "") -> str:
    """Return where the page that was just opened asks."""
    return poll_of(client.get(f"{PAGE}{query}").content.decode())


def appended(answer: str) -> list[tuple[str, str]]:
    """Return what is put at the feed's end: (position of a turn, name of a call), one is empty."""
    found = APPENDED.search(answer)
    return re.findall(r'id="turn-(\d+)"|<code>(\w+)', found[1]) if found else []


def test_nothing_new_is_no_content(reader: Client, northwind: Organization) -> None:
    under_way(northwind, "iv_1", *SAID)
    response = reader.get(opened(reader))
    assert response.status_code == 204
    assert response.content == b""


def test_asking_costs_one_statement_besides_who_asks(
    reader: Client, northwind: Organization
) -> None:
    under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(poll).status_code == 204
    about = [query["sql"] for query in captured if "conversations_" in query["sql"]]
    assert len(about) == 1


def test_new_turns_and_calls_come_in_order_and_once(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    call(saved, "Book")
    say(saved, "Is that all?", "Yes.")
    call(saved, "Pay")
    answer = reader.get(poll).content.decode()
    assert appended(answer) == [("", "Book"), ("5", ""), ("6", ""), ("", "Pay")]
    assert 'id="turn-4"' not in answer
    assert reader.get(poll_of(answer)).status_code == 204


def test_the_head_the_strip_and_the_rail_come_with_them(
    reader: Client, northwind: Organization
) -> None:
    template(northwind)
    saved = under_way(northwind, "iv_1", *SAID, template_id="tpl_1")
    poll = opened(reader)
    say(saved, "Thank you.")
    change(saved, session_status="connected", summary="It goes well.")
    answer = reader.get(poll).content.decode()
    for place in ("head", "facts", "turn-count", "event-count", "strip", "rail"):
        assert re.search(rf'id="{place}"[^>]* hx-swap-oob="true"', answer), place
    for words in ("Connected", "It goes well.", "<dt>Turns</dt><dd>5</dd>"):
        assert words in answer


def test_a_corrected_turn_is_told_once(reader: Client, northwind: Organization) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    correct(saved, 3, "Sino on Santana Row, please.")
    answer = reader.get(poll).content.decode()
    assert re.findall(r'id="turn-(\d+)" hx-swap-oob="true"', answer) == ["3"]
    assert "Santana Row" in answer
    assert appended(answer) == []
    say(saved, "Thank you.")
    assert "Santana Row" not in reader.get(poll_of(answer)).content.decode()


def test_a_goal_settled_in_an_earlier_turn_goes_behind_it_and_leaves_again(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    finding = Finding.objects.create(
        organization=northwind,
        conversation=saved,
        goal="location",
        value="San Jose",
        conversation_created_at=saved.created_at,
        evidence=[{"turn": 1}],
        evidence_source="given",
    )
    change(saved)
    answer = reader.get(poll).content.decode()
    assert re.search(r'hx-swap-oob="afterend:#turn-1"><article[^>]+id="goals-1"', answer)
    Finding.objects.filter(pk=finding.pk).update(evidence=[{"turn": 3}])
    change(saved)
    answer = reader.get(poll_of(answer)).content.decode()
    assert 'id="goals-1" hx-swap-oob="delete"' in answer
    assert 'hx-swap-oob="afterend:#turn-3"' in answer
    Finding.objects.filter(pk=finding.pk).update(value="Oakland")
    change(saved)
    answer = reader.get(poll_of(answer)).content.decode()
    assert re.search(r'id="goals-3" hx-swap-oob="true"[^>]*>.*Oakland', answer)


def test_the_end_is_told_and_a_while_later_the_asking_stops(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    change(saved, status="completed", ended_at=timezone.now())
    response = reader.get(poll)
    assert response.status_code == 200
    assert "may still come" in response.content.decode()
    last = poll_of(response.content.decode())
    assert reader.get(last).status_code == 204
    late = timezone.now() - timedelta(minutes=2)
    Conversation.objects.update(updated_at=late)
    assert reader.get(last).status_code == 286
    change(saved, summary="All is well.", updated_at=late)
    response = reader.get(last)
    assert response.status_code == 286
    assert "All is well." in response.content.decode()
    assert "hx-get" not in response.content.decode()


def test_without_scripts_the_page_says_that_it_stands_still(
    reader: Client, northwind: Organization
) -> None:
    under_way(northwind, "iv_1", *SAID)
    page = reader.get(PAGE).content.decode()
    told = page.split("<noscript>")[1].split("</noscript>")[0]
    assert f'href="{PAGE}">Reload</a>' in told


def test_a_page_opened_after_the_end_does_not_ask(reader: Client, northwind: Organization) -> None:
    conversation(northwind)
    page = reader.get(PAGE).content.decode()
    assert 'hx-trigger="every' not in page
    assert "aria-live" not in re.search(r'<div class="turns"[^>]*>', page)[0]  # type: ignore[index]


def test_an_import_left_without_an_end_is_not_asked_for(
    reader: Client, northwind: Organization
) -> None:
    conversation(northwind, status="joined", ended_at=None)
    assert 'hx-trigger="every' not in reader.get(PAGE).content.decode()


def test_a_page_that_holds_more_than_there_is_begins_anew(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    response = reader.get(f"{PAGE}live/?revision={saved.revision - 1}&turn=99")
    assert response["HX-Refresh"] == "true"
    for odd in ("", "?revision=x&turn=-1&goals=a.b&part=0&tools=²", "?part=99999999999999999999"):
        assert reader.get(f"{PAGE}live/{odd}").status_code in (200, 204)


def test_a_part_of_a_long_transcript_grows_to_its_end_and_leads_on(
    reader: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "PART", 5)
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    say(saved, "One.", "Two.", "Three.")
    answer = reader.get(poll).content.decode()
    assert appended(answer) == [("5", "")]
    assert "part=2" in answer
    assert "Later turns" in answer


def test_searched_words_are_marked_in_what_comes(reader: Client, northwind: Organization) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    poll = opened(reader, "?q=saffron")
    say(saved, "With saffron.")
    assert "<mark>saffron</mark>" in reader.get(poll).content.decode()


def test_what_is_being_erased_is_taken_away(reader: Client, northwind: Organization) -> None:
    under_way(northwind, "iv_1", *SAID)
    poll = opened(reader)
    Conversation.objects.update(erasing_at=timezone.now())
    assert reader.get(poll).status_code == 404


def test_support_s_following_is_on_the_record_once_in_ten_minutes(
    client_of: ClientOf, visiting_support: User, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    support = client_of(visiting_support)
    poll = opened(support)
    reads = AuditEvent.objects.filter(action="support.read", object_id="iv_1")
    assert reads.count() == 1
    for text in ("One.", "Two."):
        assert support.get(poll).status_code == 204
        say(saved, text)
        poll = poll_of(support.get(poll).content.decode())
    assert reads.count() == 1
    long_ago = timezone.now() + timedelta(minutes=11)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("orgs.http.timezone.now", lambda: long_ago)
        say(saved, "Three.")
        support.get(poll)
    assert reads.count() == 2
