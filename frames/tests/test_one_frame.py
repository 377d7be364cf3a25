"""One frame, large, on a page of its own and in the viewer."""

import re

from django.test import Client

from conversations.models import Conversation, Finding
from frames.models import Frame, FrameState
from frames.tests.showing import shown
from frames.tests.test_pages import HOME, LIST, html, reader, saved
from intake.tests.making import conversation, template
from orgs.models import Organization

__all__ = ["reader", "saved"]
FINDINGS = "/o/northwind/findings/"


def test_one_frame_stands_beside_its_words_and_neighbours(
    reader: Client, northwind: Organization
) -> None:
    template(northwind)
    findings = [{"goal": "location", "value": "San Jose"}]
    saved = conversation(northwind, template_id="tpl_1", findings=findings)
    frames = shown(saved, 12, 25, 5)  # The third was asked for last and taken first.
    Finding.objects.update(evidence=[{"frame": frames[0].public_id}])
    page = html(reader, f"{LIST}1/")
    assert "Frame 2 of 3" in page
    steps = re.findall(r'href="([^"]+)" rel="(\w+)" data-frame', page)
    assert steps == [(f"{LIST}3/", "prev"), (f"{LIST}2/", "next")]
    spoken = re.findall(r'<li class="(\w+)( is-then)?".*?<p dir="auto">([^<]+)', page)
    assert spoken == [
        ("user", "", "I need a table for two in San Jose."),
        ("assistant", " is-then", "Which restaurant?"),
        ("user", "", "Sino, please."),
    ]
    assert f'href="{HOME}?turn=2#turn-2"' in page
    assert '<dt>location</dt><dd dir="auto">San Jose</dd>' in page
    assert f'href="{LIST}1/original" download' in page
    assert 'rel="prev"' not in html(reader, f"{LIST}3/")
    assert 'rel="next"' not in html(reader, f"{LIST}2/")
    assert "Evidence of" not in html(reader, f"{LIST}2/")


def test_a_viewer_asks_for_the_frame_alone(reader: Client, saved: Conversation) -> None:
    shown(saved, 2)
    headers = {"HX-Request": "true", "HX-Target": "viewer-body"}
    response = reader.get(f"{LIST}1/", headers=headers)
    assert response.content.decode().lstrip().startswith('<article class="frame-view"')
    assert "HX-Target" in response["Vary"]


def test_an_impossible_number_is_no_page(reader: Client, saved: Conversation) -> None:
    shown(saved, 1)
    for number in ("0", "2", "9" * 12, "9" * 40):
        assert reader.get(f"{LIST}{number}/").status_code == 404


def test_what_knows_only_its_id_leads_to_the_frame(
    reader: Client, northwind: Organization, saved: Conversation
) -> None:
    frames = shown(saved, 2, 5)
    asked = reader.get(LIST, {"frame": frames[1].public_id})
    assert asked.status_code == 302 and asked["Location"] == f"{LIST}2/"
    Frame.objects.filter(pk=frames[1].pk).update(state=FrameState.REFUSED)
    for unknown in (frames[1].public_id, "frm_none", "\x00"):
        assert reader.get(LIST, {"frame": unknown}).status_code == 200
    theirs = shown(conversation(northwind, "iv_theirs"), 1)[0]
    assert reader.get(LIST, {"frame": theirs.public_id}).status_code == 200


def test_a_finding_of_a_picture_shows_it_in_its_panel(
    reader: Client, northwind: Organization
) -> None:
    template(northwind)
    findings = [{"goal": "location", "value": "San Jose"}]
    saved = conversation(northwind, template_id="tpl_1", findings=findings)
    frames = shown(saved, 5, 12)
    Finding.objects.update(evidence=[{"frame": frames[1].public_id}, {"frame": "frm_gone"}])
    panel = html(reader, f"{FINDINGS}values/{saved.public_id}/?template=tpl_1&goal=location")
    assert f'class="shot" href="{LIST}2/"' in panel and f'src="{LIST}2/thumb"' in panel
    assert f"{LIST}1/" not in panel and "1 unseen frame" in panel
