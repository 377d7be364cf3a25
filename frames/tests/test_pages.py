"""What customers see of frames: on pages of their own, and one of them large."""

import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from conversations.tests.playing import under_way
from frames.models import Frame
from frames.present import strip
from frames.tests.showing import frame, shown, tell
from intake.tests.making import SAID, conversation, turns
from orgs.models import AuditEvent, Organization, User
from roxels_dash.tests.people import ClientOf

HOME = "/o/northwind/conversations/iv_1/"
LIST = f"{HOME}frames/"
STRIP = {"HX-Request": "true", "HX-Target": "frames-strip"}


@pytest.fixture
def reader(client_of: ClientOf, viewer: User) -> Client:
    return client_of(viewer)


@pytest.fixture
def saved(northwind: Organization) -> Conversation:
    """Four turns, ten seconds apart: François asks, the agent answers."""
    return conversation(northwind)


def html(client: Client, path: str = LIST, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def thumbs(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'src="[^"]+/frames/(\d+)/thumb"', page)]


def alts(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<img [^>]*alt="([^"]*)"', page)]


def test_segments_stand_apart_and_tell_their_time(reader: Client, saved: Conversation) -> None:
    shown(saved, 2, 12)
    shown(saved, 21, segment="")
    page = html(reader)
    told = re.findall(r'<section class="film-part" aria-label="([^"]+)"', page)
    assert told == ["share-1, 0:02 – 0:12 · 2 frames", "Screen, 0:21 · 1 frame"]
    assert thumbs(page) == [1, 2, 3]
    assert "3 frames" in page


def test_pictures_keep_their_place_and_come_late(reader: Client, saved: Conversation) -> None:
    shown(saved, 2)
    for path, headers in ((LIST, {}), (LIST, STRIP), (HOME, {})):
        [image] = re.findall(r"<img [^>]+>", html(reader, path, **headers))
        for told in ('width="1600"', 'height="1000"', 'loading="lazy"', 'decoding="async"'):
            assert told in image


def test_what_looks_the_same_is_folded_and_opens_without_scripts(
    reader: Client, saved: Conversation
) -> None:
    shown(saved, 1, 2, 3, 11, 12, alike=(2, 3, 5))
    for headers in ({}, STRIP):
        page = html(reader, **headers)
        folded = re.findall(r'<details class="alike">.*?</details>', page, re.DOTALL)
        found = [(thumbs(each), re.findall(r"\d+ alike", each)) for each in folded]
        assert found == [([2, 3], ["2 alike"]), ([5], ["1 alike"])]
        assert thumbs(page) == [1, 2, 3, 4, 5]


def test_what_cannot_be_shown_says_why(reader: Client, saved: Conversation) -> None:
    shown(saved, 1)
    frame(saved, 2, 2, state="uploaded")
    frame(saved, 3, 3, state="awaited")
    frame(saved, 4, 4, state="awaited", upload_until=timezone.now())
    frame(saved, 5, 5, state="refused", reason="is damaged or ends early")
    page = html(reader)
    notes = re.findall(r'<span class="shot-note">([^<]+)', page)
    assert notes == ["being checked", "being uploaded", "refused: is damaged or ends early"]
    assert "1 frame, 2 being checked, 1 refused" in page
    for number in (2, 3, 4, 5):
        assert reader.get(f"{LIST}{number}/").status_code == 404


def test_the_text_for_a_picture_tells_time_and_turn_and_is_theirs(
    reader: Client, northwind: Organization
) -> None:
    said = '"Look" <b>here</b> & there'
    persons = [{"external_id": "user_1", "name": "<i>Ada Lovelace"}]
    saved = conversation(northwind, transcript=turns(said, "word " * 60), persons=persons)
    shown(saved, 4, 14)
    long = f"Screen at 0:14, while Agent said: “{('word ' * 18).strip()}…”"
    expected = [f"Screen at 0:04, while <i>Ada said: “{said}”", long]
    assert alts(html(reader)) == expected
    assert alts(html(reader, **STRIP)) == expected
    assert alts(html(reader, HOME)) == expected
    one = html(reader, f"{LIST}1/")
    assert alts(one) == expected[:1]
    assert "<i>" not in one and "<b>here" not in one


def test_frames_ahead_of_any_words_and_without_times(
    reader: Client, northwind: Organization
) -> None:
    shown(conversation(northwind), -3)
    assert alts(html(reader)) == ["Screen at −0:03, before anything was said"]
    untimed = [{"role": "user", "text": "Hello"}]
    shown(conversation(northwind, "iv_2", transcript=untimed), 3)
    other = LIST.replace("iv_1", "iv_2")
    assert alts(html(reader, other)) == ["Screen at 0:03"]
    assert "does not tell what was said" in html(reader, f"{other}1/")


def test_many_frames_come_in_stretches(
    reader: Client, saved: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strip, "PAGE", 2)
    shown(saved, 1, 2, 3, 4, 5)
    seen, path = [], LIST
    for _ in range(3):
        page = html(reader, path)
        seen += thumbs(page)
        later = re.search(r'rel="next" href="([^"]+)">Later frames', page)
        path = later[1] if later else ""
    assert seen == [1, 2, 3, 4, 5]
    assert path == "" and "1 of 5 frames" in page
    assert f'href="{LIST}">From the beginning' in page
    assert thumbs(html(reader, f"{LIST}?from=4")) == [4, 5]
    for odd in ("99", "x", "-1", "²", "9" * 30):
        assert thumbs(html(reader, f"{LIST}?from={odd}")) == [1, 2]


@pytest.mark.parametrize(
    ("path", "headers"), [(LIST, {}), (LIST, STRIP), (f"{LIST}1/", {}), (HOME, {})]
)
def test_three_frames_cost_no_more_statements_than_one(
    reader: Client, saved: Conversation, path: str, headers: dict[str, str]
) -> None:
    counts = []
    for seconds in ((1,), (2, 3)):
        shown(saved, *seconds)
        html(reader, path, **headers)
        with CaptureQueriesContext(connection) as captured:
            html(reader, path, **headers)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    about = [query["sql"] for query in captured if "frames_frame" in query["sql"]]
    assert len(about) == (2 if path.endswith("1/") and path != HOME else 1)


def test_a_page_asks_again_while_more_may_come_and_hears_nothing_where_nothing_did(
    reader: Client, saved: Conversation
) -> None:
    shown(saved, 1)
    assert "hx-trigger" not in html(reader, **STRIP)
    waiting = frame(saved, 2, 2, state="uploaded")
    for headers in (STRIP, {"HX-Request": "true", "HX-Target": "frames"}):
        page = html(reader, **headers)
        [asks] = map(unescape, re.findall(r'hx-get="([^"]+)"', page))
        assert 'hx-swap-oob="true"' in page
        assert reader.get(asks, headers=headers).status_code == 204
    Frame.objects.filter(pk=waiting.pk).update(state="ready", width=9, height=9, likeness=1)
    tell(saved)
    page = html(reader, asks, **headers)
    assert thumbs(page) == [1, 2]
    assert "hx-get" not in page


def test_a_live_page_tells_that_the_first_ones_are_being_checked(
    reader: Client, northwind: Organization
) -> None:
    saved = under_way(northwind, "iv_1", *SAID)
    assert 'id="frames-strip"' not in html(reader, HOME)
    frame(saved, 1, 2, state="uploaded")
    frame(saved, 2, 3, state="awaited")
    frame(saved, 3, 4, state="refused", reason="is animated")
    assert "2 frames being checked" in html(reader, HOME)
    tell(saved)
    assert "2 frames being checked" in html(reader, f"{HOME}live/?revision=0")


def test_the_record_names_them(reader: Client, saved: Conversation) -> None:
    shown(saved, 2)
    frame(saved, 2, 3, state="uploaded")
    [told] = json.loads(html(reader, f"{HOME}transcript.json"))["frames"]
    assert (told["number"], told["captured_at"]) == (1, "2026-06-16T14:40:02Z")
    assert "&#34;frames&#34;" in html(reader, f"{HOME}record/")


def test_nobody_shared_a_screen(reader: Client, saved: Conversation) -> None:
    assert "Nobody shared a screen" in html(reader)
    assert 'id="viewer"' not in html(reader, HOME)
    with CaptureQueriesContext(connection) as captured:
        html(reader, HOME)
    assert not [query for query in captured if "frames_frame" in query["sql"]]


def test_what_is_being_erased_shows_nothing(reader: Client, saved: Conversation) -> None:
    shown(saved, 1)
    Conversation.objects.update(erasing_at=timezone.now())
    for path in (LIST, f"{LIST}1/", f"{LIST}1/thumb"):
        assert reader.get(path).status_code == 404
    assert reader.get(LIST, headers=STRIP).status_code == 404


def test_support_s_looking_is_on_the_record(
    client_of: ClientOf, visiting_support: User, saved: Conversation
) -> None:
    shown(saved, 1)
    support = client_of(visiting_support)
    html(support)
    html(support, f"{LIST}1/")
    html(support, **STRIP)
    reads = AuditEvent.objects.filter(action="support.read", object_id="iv_1")
    assert sorted(reads.values_list("object_type", flat=True)) == ["frame_list", "frame_page"]
