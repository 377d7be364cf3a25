"""A session takes its course: joined, led, ended, and what may still come then."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.domain import tombstone_digests
from conversations.models import (
    Conversation,
    RollupMark,
    SessionEvent,
    SessionStatus,
    Status,
    Tombstone,
)
from intake.domain import Conflict, Erased, NoSuchSession, Refusal, Taken
from intake.live.moves import MOVES
from intake.records import EventRecord
from intake.tests.live.playing import at, event, play, said, session
from intake.tests.making import conversation
from orgs.models import Organization

pytestmark = pytest.mark.django_db

ENDS = event("end", "session.ended", 60, reason="agent")


def status(id: str, to: str, seconds: float = 0) -> EventRecord:
    return event(id, "session.status", seconds, status=to)


def conflict(conversation: Conversation, *events: EventRecord) -> Conflict:
    """The conflict that the events meet, which must leave everything as it was."""
    before = Conversation.objects.filter(pk=conversation.pk).values().get()
    count = SessionEvent.objects.count()
    with pytest.raises(Conflict) as caught:
        play(conversation, *events)
    assert Conversation.objects.filter(pk=conversation.pk).values().get() == before
    assert SessionEvent.objects.count() == count
    return caught.value


def test_from_its_creation_to_its_end(northwind: Organization) -> None:
    led = session(northwind)
    assert (led.status, led.session_status, led.started_at) == ("created", "", None)
    play(led, status("1", "loading"), status("2", "ready", 1), status("3", "joining", 2))
    assert (led.status, led.session_status, led.revision) == ("created", "joining", 2)
    play(led, status("4", "connected", 3))
    assert (led.status, led.session_status, led.started_at) == ("joined", "connected", at(3))
    play(led, said("5", "Hello!", seconds=4), status("6", "disconnecting", 62.9))
    play(led, status("7", "ended", 63))
    assert (led.status, led.session_status, led.ended_at) == ("completed", "ended", at(63))
    assert (led.duration_seconds, led.end_reason, led.revision) == (60, "", 5)
    assert led.last_event_at == at(63)


def test_the_first_turn_joins_too(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!", seconds=5), said("2", "Hi!", "assistant", seconds=6))
    assert (led.status, led.session_status, led.started_at) == ("joined", "", at(5))


@pytest.mark.parametrize("before", ["", *SessionStatus.values])
@pytest.mark.parametrize("after", SessionStatus.values)
def test_a_session_moves_as_the_table_says(
    northwind: Organization, before: str, after: str
) -> None:
    led = session(northwind)
    is_over = before == SessionStatus.ENDED
    Conversation.objects.update(
        session_status=before, status=Status.COMPLETED if is_over else Status.JOINED
    )
    led.refresh_from_db()
    if after == before or after in MOVES[before]:
        assert play(led, status("1", after)) == Taken(1, 0)
        assert led.session_status == after
        return
    refused = conflict(
        led, said("0", "x") if not is_over else status("0", before), status("1", after)
    )
    assert refused.field == "events[1].data.status"
    assert after in refused.message
    assert before in refused.message


@pytest.mark.parametrize(
    ("reason", "outcome", "joined", "expected"),
    [
        ("agent", "", True, "completed"),
        ("user", "", True, "completed"),
        ("user", "", False, "abandoned"),
        ("error", "", True, "failed"),
        ("timeout", "", True, "abandoned"),
        ("error", "completed", True, "completed"),
        ("agent", "abandoned", True, "abandoned"),
        ("agent", "error", True, "failed"),
        ("agent", "booked", True, "completed"),
    ],
)
def test_how_it_ended(
    northwind: Organization, reason: str, outcome: str, joined: bool, expected: str
) -> None:
    led = session(northwind)
    if joined:
        play(led, status("1", "connected"))
    play(led, event("2", "session.ended", 61.5, reason=reason, outcome=outcome))
    assert (led.status, led.end_reason, led.outcome) == (expected, reason, outcome)
    assert (led.session_status, led.ended_at) == ("ended", at(61.5))
    assert led.duration_seconds == (61 if joined else None)


def test_an_end_without_a_reason_may_be_given_one_once(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!"), status("2", "ended", 30))
    play(led, event("3", "session.ended", 31, reason="error", outcome="dropped"))
    assert (led.status, led.end_reason, led.outcome) == ("failed", "error", "dropped")
    assert (led.ended_at, led.duration_seconds) == (at(30), 30)
    again = conflict(led, event("4", "session.ended", 32, reason="agent"))
    assert again.field == "events[0].type"


def test_two_ends_in_one_batch_are_one_too_many(northwind: Organization) -> None:
    led = session(northwind)
    again = conflict(led, ENDS, event("end2", "session.ended", 61, reason="user"))
    assert again.field == "events[1].type"


def test_a_clock_that_was_set_back_ends_nothing_before_it_began(northwind: Organization) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!", seconds=10), event("2", "session.ended", 5, reason="agent"))
    assert (led.started_at, led.ended_at, led.duration_seconds) == (at(10), at(10), 0)


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("summary", {"text": "It was short."}),
        ("criterion.evaluated", {"criterion": "polite", "passed": True}),
        ("goal.committed", {"goal": "date", "value": "Monday"}),
        ("usage", {"component": "tts", "quantity": 1, "unit": "characters"}),
        ("callback.fired", {"name": "onDone"}),
        ("turn.corrected", {"turn": 1, "text": "Hallo!"}),
        ("session.status", {"status": "ended"}),
    ],
)
def test_what_completes_the_record_is_taken_late(
    northwind: Organization, type_: str, data: dict[str, Any]
) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!"), ENDS)
    assert play(led, event("late", type_, 90, **data)) == Taken(1, 0)
    assert (led.status, led.ended_at, led.revision) == ("completed", at(60), 3)


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("turn", {"role": "user", "text": "Wait!"}),
        ("tool.called", {"name": "search"}),
        ("goal.progress", {"goal": "date"}),
        ("advisor.concern", {"concern": "Too short"}),
        ("screen_share.started", {}),
    ],
)
def test_what_goes_on_after_the_end_is_not(
    northwind: Organization, type_: str, data: dict[str, Any]
) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!"), ENDS)
    late = conflict(led, event("late", type_, 90, **data))
    assert late.field == "events[0].type"
    assert "has ended" in late.message


def test_days_are_marked_when_what_is_counted_changes(northwind: Organization) -> None:
    def marks() -> int:
        count = RollupMark.objects.count()
        RollupMark.objects.all().delete()
        return count

    led = session(northwind)
    assert marks() == 1
    play(led, status("1", "joining"))
    assert marks() == 0
    play(led, status("2", "connected", 1))
    assert marks() == 1
    play(led, said("3", "Monday."), event("4", "goal.committed", 5, goal="date", value="Monday"))
    assert marks() == 0
    play(led, ENDS)
    assert marks() == 1
    play(led, event("5", "goal.committed", 70, goal="date", value="Tuesday"))
    assert marks() == 1
    play(led, event("6", "summary", 71, text="Short."))
    assert marks() == 0


def test_sessions_of_others_are_unknown(northwind: Organization, other_org: Organization) -> None:
    led, theirs = session(northwind), session(other_org)
    test = session(northwind, is_test=True)
    for stranger in (
        Conversation(organization=northwind, session_id="sess_none"),
        Conversation(organization=northwind, session_id=theirs.session_id),
        Conversation(organization=northwind, session_id=test.session_id),
        Conversation(organization=northwind, session_id=led.session_id, is_test=True),
    ):
        with pytest.raises(NoSuchSession):
            play(stranger, said("1", "Hello!"))
    assert play(test, said("1", "Hello!")) == Taken(1, 0)


def test_the_erased_take_nothing(northwind: Organization, other_org: Organization) -> None:
    led = session(northwind)
    Conversation.objects.filter(pk=led.pk).update(erasing_at=timezone.now())
    with pytest.raises(Erased):
        play(led, said("1", "Hello!"))
    [digest] = tombstone_digests(northwind.pk, "sess_gone")
    Tombstone.objects.create(organization=northwind, digest=digest, erased_at=timezone.now())
    with pytest.raises(Erased):
        play(Conversation(organization=northwind, session_id="sess_gone"), said("1", "Hello!"))
    with pytest.raises(NoSuchSession):
        play(Conversation(organization=other_org, session_id="sess_gone"), said("1", "Hello!"))


def test_an_imported_conversation_takes_no_events(northwind: Organization) -> None:
    imported = conversation(northwind, session_id="sess_old", status="joined", ended_at=None)
    assert "was imported" in conflict(imported, said("1", "Hello!")).message


def test_no_batch_may_lie_in_the_future(northwind: Organization) -> None:
    led = session(northwind)
    ahead = timezone.now() + timedelta(hours=2)
    late = EventRecord(id="2", type="turn", at=ahead, data={"role": "user", "text": ""})
    with pytest.raises(Refusal) as caught:
        play(led, said("1", "Hello!"), late)
    assert caught.value.field == "events[1].at"
    assert not SessionEvent.objects.exists()
