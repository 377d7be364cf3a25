"""The conversation page shows every fact beside the words behind it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from conversations.queries import facts
from intake.tests.making import START, conversation, template, turns
from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf

PAGE = "/o/northwind/conversations/iv_1/"


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def html(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_turns_stand_in_order_with_offset_and_clock(
    reader: Client, northwind: Organization
) -> None:
    conversation(northwind)
    page = html(reader)
    articles = re.findall(r'<article class="turn (\w+)" id="turn-(\d+)"', page)
    assert articles == [("user", "1"), ("assistant", "2"), ("user", "3"), ("assistant", "4")]
    assert '<time datetime="2026-06-16T14:40:20Z">0:20</time>' in page
    assert '<span class="clock">14:40:20</span>' in page
    assert ">François<" in page


def test_a_finding_links_to_the_turn_behind_it(reader: Client, northwind: Organization) -> None:
    template(northwind)
    findings = [{"goal": "location", "value": "San Jose"}, {"goal": "mood", "value": "happy"}]
    conversation(northwind, template_id="tpl_1", findings=findings)
    page = html(reader)
    assert re.search(r'<a class="link" href="#turn-1"[^>]*>turn 1</a>', page)
    assert "1 of 2 goals" in plain(page)
    assert "undeclared" in page
    assert "no evidence" in page
    assert "<b>location</b> = San Jose" in page


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": "created", "transcript": []}, "Not joined yet"),
        ({"status": "joined", "transcript": [], "ended_at": None}, "Nothing said yet"),
        ({"status": "joined", "ended_at": None}, "In progress"),
        ({"status": "failed"}, "Failed before this"),
        ({"status": "abandoned"}, "Not reached: the person left"),
        ({}, "Not reached before the end"),
        ({"goal_states": {"date": "declined"}}, "Declined to answer"),
        ({"goal_states": {"date": "not_asked"}}, "Not asked"),
        ({"status": "completed", "transcript": []}, "Nothing was said"),
    ],
)
def test_a_goal_without_a_finding_says_why(
    reader: Client, northwind: Organization, fields: dict[str, Any], why: str
) -> None:
    template(northwind)
    conversation(northwind, template_id="tpl_1", **fields)
    assert why in html(reader)


def test_a_goal_that_was_passed_over_says_so(reader: Client, northwind: Organization) -> None:
    template(northwind)
    conversation(northwind, template_id="tpl_1", findings=[{"goal": "date", "value": "today"}])
    assert "Passed over" in html(reader)


def test_tools_goals_criteria_usage_context_and_outputs_have_their_places(
    reader: Client, northwind: Organization
) -> None:
    calls = [
        {
            "name": "Book",
            "args": {"at": "Sino"},
            "result": [1],
            "at": START + timedelta(seconds=25),
        },
        {"name": "Pay", "error": "card <refused>", "at": START + timedelta(seconds=35)},
    ]
    conversation(
        northwind,
        tool_calls=calls,
        criteria=[{"criterion": "polite", "passed": True, "reasoning": "Said please."}],
        usage=[{"component": "tts", "quantity": "12.5", "unit": "seconds", "cost": "0.041"}],
        context={"plan": "pro"},
        source_fields={
            "outputs": {"webhooks": [{"url": "https://a.example/x?key=1", "attempts": 3}]}
        },
    )
    page = html(reader)
    told = plain(page)
    for text in ("Book(at=Sino) → 1 result", "polite", "Said please.", "12.5 seconds", "$0.041"):
        assert text in told.replace(" )", ")").replace("( ", "(").replace("Book (", "Book(")
    assert "card &lt;refused&gt;" in page
    assert "a.example/x" in page
    assert "key=1" not in page
    assert page.index('id="turn-3"') < page.index("<code>Book(") < page.index('id="turn-4"')


def test_older_and_newer_stay_within_the_list(reader: Client, northwind: Organization) -> None:
    for minute, status in enumerate(["failed", "completed", "failed", "failed"]):
        conversation(northwind, f"iv_{minute}", minute=minute, status=status)
    page = html(reader, "/o/northwind/conversations/iv_2/?status=failed")
    assert 'href="/o/northwind/conversations/iv_0/?status=failed" data-key="j"' in page
    assert 'href="/o/northwind/conversations/iv_3/?status=failed" data-key="k"' in page
    assert 'href="/o/northwind/conversations/?status=failed" data-key="back"' in page


def test_a_long_transcript_is_read_in_parts(
    reader: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "PART", 2)
    template(northwind)
    findings = [{"goal": "location", "value": "San Jose"}, {"goal": "date", "value": "Sino"}]
    conversation(northwind, template_id="tpl_1", findings=findings)
    page = html(reader)
    assert 'id="turn-2"' in page
    assert 'id="turn-3"' not in page
    assert "?turn=3#turn-3" in page
    assert 'id="turn-3"' in html(reader, f"{PAGE}?turn=3")
    assert 'id="turn-4"' in html(reader, f"{PAGE}?part=2")
    for odd in ("?part=99", "?part=-1", "?turn=x", "?turn=99999999999999999999", "?part=²"):
        assert 'class="turn' in html(reader, f"{PAGE}{odd}")


def test_everything_odd_is_still_a_page(reader: Client, northwind: Organization) -> None:
    hostile = "<img src=x onerror=alert(1)> \u202eevil‮ " + "w" * 3000
    conversation(
        northwind,
        persons=[],
        summary=hostile,
        transcript=[*turns(hostile), {"role": "system", "text": ""}],
        findings=[{"goal": hostile[:200], "value": {"deep": [hostile, {"er": None}]}}],
        context={hostile: hostile},
        tool_calls=[{"name": hostile[:200], "args": {hostile: hostile}, "result": hostile}],
    )
    page = html(reader)
    assert "<img src=x" not in page
    assert "No person" in page


def test_an_empty_conversation_says_so(reader: Client, northwind: Organization) -> None:
    conversation(northwind, transcript=[], summary="")
    assert "Nothing was said" in html(reader)
    assert "No session events" in html(reader, f"{PAGE}events/")


def test_session_events_are_a_timeline(reader: Client, northwind: Organization) -> None:
    event = {
        "id": "ev_1",
        "type": "advisor.concern",
        "at": START + timedelta(seconds=12),
        "data": {"text": "No team size yet"},
    }
    conversation(northwind, events=[event])
    page = html(reader, f"{PAGE}events/")
    assert "advisor.concern" in page
    assert "No team size yet" in page
    assert ">0:12<" in page


def test_the_record_is_the_whole_conversation(reader: Client, northwind: Organization) -> None:
    conversation(northwind, findings=[{"goal": "location", "value": "San Jose"}])
    document = json.loads(reader.get(f"{PAGE}transcript.json").content)
    assert document["id"] == "iv_1"
    assert [turn["text"] for turn in document["transcript"]][2] == "Sino, please."
    assert document["findings"][0]["evidence"] == [{"turn": 1, "start": 26, "end": 34}]
    assert "&#34;iv_1&#34;" in html(reader, f"{PAGE}record/")


@pytest.mark.parametrize(
    ("form", "content_type", "line"),
    [
        ("txt", "text/plain; charset=utf-8", "[0:20] Person: Sino, please."),
        ("md", "text/markdown; charset=utf-8", "**Person** (0:20): Sino, please."),
        ("json", "application/json; charset=utf-8", '"text": "Sino, please."'),
    ],
)
def test_a_download_is_the_transcript_and_is_on_the_record(
    reader: Client, northwind: Organization, form: str, content_type: str, line: str
) -> None:
    conversation(northwind)
    response = reader.get(f"{PAGE}transcript.{form}")
    assert response["Content-Type"] == content_type
    assert f'filename="iv_1.{form}"' in response["Content-Disposition"]
    assert line in response.content.decode()
    [event] = AuditEvent.objects.all()
    assert (event.action, event.object_id) == ("conversation.export", "iv_1")


def test_an_unknown_form_is_no_page(reader: Client, northwind: Organization) -> None:
    conversation(northwind)
    assert reader.get(f"{PAGE}transcript.exe").status_code == 404


def test_the_page_costs_the_same_queries_however_much_there_is(
    reader: Client,
    northwind: Organization,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    template(northwind)
    reader.get("/o/northwind/conversations/")  # The first request of a session writes it.
    counts = set()
    for number, size in enumerate((1, 3)):
        findings = [{"goal": f"g{item}", "value": item} for item in range(size)]
        calls = [{"name": "Call"}] * size
        people = [{"external_id": f"user_{item}"} for item in range(size)]
        conversation(
            northwind,
            f"iv_{number}",
            template_id="tpl_1",
            findings=findings,
            tool_calls=calls,
            persons=people,
            criteria=[{"criterion": f"c{item}", "passed": True} for item in range(size)],
        )
        with django_assert_max_num_queries(16) as captured:
            html(reader, f"/o/northwind/conversations/iv_{number}/")
        counts.add(len(captured.captured_queries))
    assert len(counts) == 1, counts
