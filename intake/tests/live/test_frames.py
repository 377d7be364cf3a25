"""Frames in a live session: what evidence and `frame.captured` may name."""

import pytest

from conversations.models import Finding, SessionEvent
from frames.models import Frame
from intake.domain import Refusal
from intake.tests.live.playing import event, frame, play, session
from intake.tests.making import conversation
from orgs.models import Organization

pytestmark = pytest.mark.django_db

NO_FRAME = "is no frame of this conversation so far"


@pytest.fixture(autouse=True)
def elsewhere(northwind: Organization) -> None:
    frame(conversation(northwind, "iv_other"), "frm_elsewhere")


@pytest.mark.parametrize("named", ["frm_no", "frm_refused", "frm_elsewhere"])
def test_evidence_names_a_frame_of_the_conversation(northwind: Organization, named: str) -> None:
    led = session(northwind)
    frame(led, "frm_refused", "refused")
    commit = event("1", "goal.committed", goal="date", value=1, evidence=[{"frame": named}])
    with pytest.raises(Refusal) as caught:
        play(led, commit)
    assert (caught.value.field, caught.value.reason) == (
        "events[0].data.evidence[0].frame",
        NO_FRAME,
    )
    assert not Finding.objects.exists()


def test_evidence_may_name_a_frame_whose_picture_is_still_to_come(northwind: Organization) -> None:
    led = session(northwind)
    frame(led, "frm_1")
    play(led, event("1", "goal.committed", goal="date", value=1, evidence=[{"frame": "frm_1"}]))
    assert Finding.objects.get().evidence == [{"frame": "frm_1"}]


def test_a_captured_frame_waits_for_a_worker_once(northwind: Organization) -> None:
    led = session(northwind)
    frame(led, "frm_1")
    play(led, event("1", "frame.captured", frame="frm_1"))
    waiting = Frame.objects.get(public_id="frm_1")
    assert waiting.state == "uploaded" and waiting.due_at
    Frame.objects.update(state="refused", reason="is animated", due_at=None)
    play(led, event("1", "frame.captured", frame="frm_1"))
    waiting.refresh_from_db()
    assert waiting.state == "refused"
    # Its place is the frame's row: that the event happened is all that is kept of it besides.
    assert SessionEvent.objects.get().data is None


def test_a_frame_is_captured_after_the_end_too(northwind: Organization) -> None:
    led = session(northwind)
    frame(led, "frm_1")
    play(led, event("1", "session.ended", reason="user"))
    play(led, event("2", "frame.captured", frame="frm_1"))
    assert Frame.objects.get(public_id="frm_1").state == "uploaded"
