"""The demo's captures: drawn by a worker, believable, the same on every run."""

import io
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from PIL import Image

from conversations.models import Conversation
from frames.domain import process_due
from frames.models import Frame
from intake.tests.making import START, conversation
from orgs.models import Organization
from sources.demo import sharing
from sources.demo.plan import COMPANIES, parts
from sources.demo.records import conversation as made
from sources.demo.screens import HEIGHT, WIDTH, moments, screen
from sources.demo.seed import SEED
from sources.demo.sharing import draw_demo_frames

pytestmark = pytest.mark.django_db


def shared(organization: Organization, number: int, **fields: Any) -> Conversation:
    """Return a conversation of the demo in which a screen was shared for eight minutes."""
    start = START + timedelta(minutes=20 * number)
    events = [
        {"id": kind, "type": f"screen_share.{kind}", "at": start + timedelta(minutes=minute)}
        for kind, minute in (("started", 1), ("stopped", 9))
    ]
    return conversation(
        organization,
        f"iv_{number}",
        minute=20 * number,
        source="demo",
        ended_at=start + timedelta(minutes=10),
        duration_seconds=600 + number,
        events=events,
        **fields,
    )


def test_the_newest_that_shared_a_screen_get_captures_once(
    northwind: Organization, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sharing.MOST == 60
    monkeypatch.setattr(sharing, "MOST", 15)
    monkeypatch.setattr(sharing, "FEWEST", 2)
    monkeypatch.setattr(sharing, "USUAL", 3)
    for number in range(3):
        shared(northwind, number)
    conversation(northwind, "iv_without", minute=900, source="demo")
    drawn = draw_demo_frames()
    process_due()
    assert draw_demo_frames() == 0
    counts = dict(Conversation.objects.values_list("public_id", "frame_count"))
    assert counts["iv_2"] == 15 and counts["iv_without"] == 0
    assert 2 <= counts["iv_0"] <= 3 and sum(counts.values()) == drawn
    frames = Frame.objects.filter(conversation__public_id="iv_2").order_by("captured_at")
    assert sorted({frame.segment for frame in frames}) == ["share-1", "share-2", "share-3"]
    assert [frame.number for frame in frames] == list(range(1, 16))
    began = START + timedelta(minutes=41)
    assert all(began <= frame.captured_at <= began + timedelta(minutes=8) for frame in frames)
    assert 0 < sum(frame.is_alike for frame in frames) < 15


def test_a_screen_is_the_same_on_every_run() -> None:
    first, second = moments(Random(1), 9, 0), moments(Random(1), 9, 0)
    assert first == second and {moment.view for moment in first} == {0, 1, 2}
    data = screen(first[0])
    assert data == screen(second[0])
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (WIDTH, HEIGHT)


def test_a_capture_that_a_finding_points_at_is_drawn_as_it_was_committed(
    northwind: Organization, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST", 6)
    seen = {"goal": "stuck_at", "value": "VAT", "evidence": [{"frame": "frm_seen"}]}
    committed = START + timedelta(minutes=4)
    shared(northwind, 0, findings=[{**seen, "committed_at": committed}])
    draw_demo_frames()
    times = {frame.public_id: frame.captured_at for frame in Frame.objects.all()}
    before = [at for at in times.values() if at <= committed]
    assert times["frm_seen"] == max(before) and len(times) == 6


def test_captures_of_a_short_share_keep_within_it(northwind: Organization, bucket: Any) -> None:
    talk = shared(northwind, 0)
    talk.session_events.filter(type="screen_share.stopped").update(at=START + timedelta(seconds=72))
    draw_demo_frames()
    frames = list(Frame.objects.order_by("number"))
    times = [frame.captured_at for frame in frames]
    assert times == sorted(times) and times[-1] <= START + timedelta(seconds=72)
    assert 3 <= len(frames) < 24 and len({frame.segment for frame in frames}) == 3


def test_the_demo_points_only_at_captures_that_are_drawn() -> None:
    today = datetime(2026, 6, 1, tzinfo=UTC)
    company = COMPANIES[0]
    sharers = [
        record
        for part in parts(company, SEED)
        if part.script.family.screen_share_since < 99 and part.kind != "test"
        for record in [made(company, part, SEED, today)]
        if any(event.type == "screen_share.started" for event in record.events)
    ]
    sharers.sort(key=lambda record: record.created_at or today, reverse=True)
    pointing = [
        any(span.frame for finding in record.findings for span in finding.evidence or [])
        for record in sharers
    ]
    assert 2 <= sum(pointing) == sum(pointing[: sharing.CONVERSATIONS])
