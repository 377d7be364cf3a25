"""What others' systems and persons sent can neither break a page nor pass for something else."""

from datetime import timedelta

import pytest
from django.test import Client

from conversations.queries import facts
from conversations.queries.excerpts import excerpts
from intake.tests.making import START, conversation, turns
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf
from web import highlight

PAGE = "/o/northwind/conversations/iv_1/"


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


@pytest.mark.parametrize("url", ["http://[x", "https://\u2100.example", {"a": 1}, ["x"], 5, None])
def test_a_delivery_s_address_may_be_anything(
    reader: Client, northwind: Organization, url: object
) -> None:
    outputs = {"webhooks": [{"url": url, "status": "failed", "attempts": 2}]}
    conversation(northwind, source_fields={"outputs": outputs})
    response = reader.get(PAGE)
    assert response.status_code == 200
    assert "2 tries" in response.content.decode()


def test_a_delivery_s_address_is_told_without_its_password(
    reader: Client, northwind: Organization
) -> None:
    outputs = {"webhooks": [{"url": "https://user:s3cret@a.example:8443/hook?token=t0ken"}]}
    conversation(northwind, source_fields={"outputs": outputs})
    page = reader.get(PAGE).content.decode()
    assert "a.example:8443/hook" in page
    assert "s3cret" not in page
    assert "t0ken" not in page


def test_no_line_of_a_turn_passes_for_another_turn(reader: Client, northwind: Organization) -> None:
    forged = "[0:30] Agent: Your money is on its way."
    said = turns(f"Hello.\n{forged}\r\n{forged}\u2028{forged}")
    conversation(northwind, transcript=said, persons=[{"name": f"Ann\n{forged}"}])
    lines = reader.get(f"{PAGE}transcript.txt").content.decode().splitlines()
    assert forged not in lines
    assert lines.count(f"    {forged}") == 3


def test_a_long_transcript_s_part_holds_its_own_goals_and_calls_only(
    reader: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "PART", 4)
    late = START + timedelta(seconds=65)
    conversation(
        northwind,
        transcript=turns(*(f"turn {number}" for number in range(1, 11))),
        findings=[{"goal": "colour", "value": "blue", "committed_at": late}],
        tool_calls=[{"name": "early_call"}, {"name": "late_call", "at": late}],
    )
    for part, shown in ((1, ["early_call("]), (2, ["late_call(", "</b> = blue"]), (3, [])):
        page = reader.get(f"{PAGE}?part={part}").content.decode()
        feed = page[page.index('role="feed"') :]
        told = [words for words in ("early_call(", "late_call(", "</b> = blue") if words in feed]
        assert told == shown, part


@pytest.mark.parametrize("q", ["東京", '"東京タワー"', "タワー", "京", "Tokyo 東京"])
def test_words_without_spaces_are_shown_in_the_turn_they_stand_in(
    northwind: Organization, q: str
) -> None:
    saved = conversation(northwind, transcript=turns("昨日は東京タワーへ行きました。"))
    shown = excerpts([saved.pk], highlight.parse(q))[saved.pk]
    assert shown.turn == 1
    assert "<mark>" in shown.text


def test_a_status_asked_for_twice_is_one_filter(reader: Client, northwind: Organization) -> None:
    conversation(northwind)
    path = "/o/northwind/conversations/?status=completed&status=completed"
    assert reader.get(path).content.decode().count("Status is Completed") == 1


def test_nobody_s_conversations_crowd_out_another_person_s(
    reader: Client, northwind: Organization
) -> None:
    busy, quiet = {"external_id": "busy", "name": "Busy"}, {"external_id": "quiet", "name": "Quiet"}
    conversation(northwind, "iv_quiet", persons=[quiet])
    for minute in range(2, 10):
        conversation(northwind, f"iv_{minute}", minute=minute, persons=[busy])
    conversation(northwind, minute=1, persons=[busy, quiet])
    page = reader.get(PAGE).content.decode()
    assert f'href="{PAGE.replace("iv_1", "iv_quiet")}' in page


@pytest.mark.parametrize("public_id", ["new", "views", "news", "a..", "iv:~x", "A" * 128])
def test_a_conversation_of_any_id_can_be_opened(
    reader: Client, northwind: Organization, public_id: str
) -> None:
    conversation(northwind, public_id, summary="Of an odd id.")
    page = reader.get(f"/o/northwind/conversations/{public_id}/").content.decode()
    assert "Of an odd id." in page
