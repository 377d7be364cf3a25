"""Frames on the conversation page: among the words, on the strip, behind findings, and live."""

import re
from html import unescape

import pytest
from django.test import Client

from conversations.models import Finding
from conversations.present.pictures import SHOWN
from conversations.tests.playing import say, under_way
from frames.models import Frame
from frames.tests.showing import frame, shown, tell
from intake.tests.making import SAID, conversation, template
from orgs.models import Organization, User
from roxels_dash.tests.people import ClientOf

PAGE = "/o/northwind/conversations/iv_1/"
FRAMES = f"{PAGE}frames/"
ARTICLE = re.compile(r'<article [^>]*id="((?:turn|frames|goals)-\d+)"[^>]*>(.*?)</article>', re.S)
POLL = re.compile(r'hx-get="([^"]+/live/[^"]*)"')


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


def html(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def feed(page: str) -> dict[str, list[int]]:
    """Return what stands in the transcript, in order: {id: numbers of the pictures in it}."""
    return {
        place: [int(number) for number in re.findall(r"/frames/(\d+)/thumb", body)]
        for place, body in ARTICLE.findall(page)
    }


def poll_of(page: str) -> str:
    return unescape(POLL.findall(page)[0])


def test_pictures_stand_behind_the_turn_they_were_taken_in(
    reader: Client, northwind: Organization
) -> None:
    saved = conversation(northwind)
    shown(saved, -2, 3, 9.9, 10, 44)
    assert feed(html(reader)) == {
        "frames-0": [1],
        "turn-1": [],
        "frames-1": [2, 3],
        "turn-2": [],
        "frames-2": [4],
        "turn-3": [],
        "turn-4": [],
        "frames-4": [5],
    }


def test_what_looks_the_same_is_told_and_not_shown(reader: Client, northwind: Organization) -> None:
    saved = conversation(northwind)
    shown(saved, 1, 2, 3, 11, 12, 22, alike=(2, 3, 4, 5))
    page = html(reader)
    assert {place: found for place, found in feed(page).items() if found} == {
        "frames-1": [1],
        "frames-3": [6],
    }
    assert "frames-2" not in page
    assert "0:01 · 2 alike" in page


def test_many_in_one_turn_lead_to_the_rest(reader: Client, northwind: Organization) -> None:
    saved = conversation(northwind)
    shown(saved, *(index / 2 for index in range(SHOWN + 3)))
    page = html(reader)
    assert feed(page)["frames-1"] == list(range(1, SHOWN + 1))
    assert f'href="{FRAMES}?from={SHOWN + 1}"><span class="shot-note">3 more' in page


def test_the_strip_has_marks_that_lead_to_them(reader: Client, northwind: Organization) -> None:
    saved = conversation(northwind)
    shown(saved, 10, 10.1, 30, 39, alike=(4,))
    page = html(reader)
    marks = re.findall(r'<a href="([^"]+)" tabindex="-1" data-frame><svg x="([\d.]+)%"', page)
    assert marks == [(f"{FRAMES}1/", "25.0"), (f"{FRAMES}3/", "75.0")]
    assert "4 frames." in page


def test_a_finding_leads_to_the_picture_behind_it(reader: Client, northwind: Organization) -> None:
    template(northwind)
    findings = [{"goal": "location", "value": "San Jose"}]
    saved = conversation(northwind, template_id="tpl_1", findings=findings)
    [seen] = shown(saved, 12)
    unseen = frame(saved, 2, 13, state="uploaded")
    evidence = [{"turn": 1}, {"frame": seen.public_id}, {"frame": unseen.public_id}]
    Finding.objects.update(evidence=evidence)
    [cell] = re.findall(r'<dd class="evidence">(.*?)</dd>', html(reader))
    assert re.findall(r'href="([^"]+)"', cell) == ["#turn-1", f"{FRAMES}1/"]
    assert "frame 0:12" in cell and "1 unseen frame" in cell
    Finding.objects.update(evidence=evidence[1:])
    assert "no evidence" not in html(reader)


def test_the_strip_of_frames_comes_around_a_plain_link(
    reader: Client, northwind: Organization
) -> None:
    shown(conversation(northwind), 1)
    [slot] = re.findall(r'<section class="film".*?</section>', html(reader), re.S)
    assert f'hx-get="{FRAMES}"' in slot and f'href="{FRAMES}">All frames</a>' in slot


def test_new_pictures_come_to_a_page_that_follows_along(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    page = html(reader)
    assert 'id="frames-strip"' not in page
    shown(saved, 2)
    answer = html(reader, poll_of(page))
    assert 'hx-swap-oob="afterend:#turn-1"><article class="event frames" id="frames-1"' in re.sub(
        r">\s+<", "><", answer
    )
    assert 'id="frames-strip"' in answer
    assert '<b id="frame-count" hx-swap-oob="true">1</b>' in answer
    shown(saved, 3)
    answer = html(reader, poll_of(answer))
    assert re.search(r'id="frames-1" hx-swap-oob="true"', answer)
    assert feed(answer) == {"frames-1": [1, 2]}
    say(saved, "And this?")
    shown(saved, 200, -1)
    answer = html(reader, poll_of(answer))
    assert feed(answer) == {"turn-5": [], "frames-5": [3], "frames-0": [4]}
    assert 'hx-swap-oob="afterbegin:#feed"' in answer
    assert reader.get(poll_of(answer)).status_code == 204


def test_a_picture_that_turns_out_alike_leaves_its_place(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    shown(saved, 2, 12)
    poll = poll_of(html(reader))
    Frame.objects.filter(number=2).update(is_alike=True)
    tell(saved)
    answer = html(reader, poll)
    assert 'id="frames-2" hx-swap-oob="delete"' in answer
    assert feed(answer) == {}
