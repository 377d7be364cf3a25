"""Each event counts once, however often and from however many connections it is sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from conversations.models import Conversation, SessionEvent, Turn
from intake.domain import Conflict, Taken, take_events
from intake.records import EventRecord
from intake.tests.live.playing import event, play, said, session
from intake.tests.test_again import everything
from orgs.models import Organization

AT_ONCE = 4


@pytest.mark.django_db
def test_the_same_again_changes_nothing(northwind: Organization) -> None:
    led = session(northwind)
    batch = [said("1", "Hello!"), event("2", "tool.called", name="a", args={"x": 1, "y": 2})]
    assert play(led, *batch, batch[0]) == Taken(2, 1)
    before = everything()
    assert play(led, *reversed(batch)) == Taken(0, 2)
    turned = event("2", "tool.called", name="a", args={"y": 2, "x": 1}, error="")
    assert play(led, turned) == Taken(0, 1)
    assert play(led) == Taken(0, 0)
    assert everything() == before


@pytest.mark.django_db
def test_a_batch_that_comes_again_may_go_on(northwind: Organization) -> None:
    led = session(northwind)
    ends = event("3", "session.ended", 9, reason="agent")
    play(led, said("1", "Hello!"), said("2", "Bye!"), ends)
    assert play(led, said("2", "Bye!"), ends, event("4", "summary", text="Short.")) == Taken(1, 2)
    assert (led.turn_count, led.summary, led.revision) == (2, "Short.", 3)


@pytest.mark.django_db
@pytest.mark.parametrize("other", [said("1", "Hallo!"), said("1", "Hello!", seconds=1)])
def test_another_body_under_a_known_id_is_a_conflict(
    northwind: Organization, other: EventRecord
) -> None:
    led = session(northwind)
    play(led, said("1", "Hello!"))
    before = everything()
    for batch in ([said("2", "Bye!"), other], [said("3", "a"), said("3", "b")]):
        with pytest.raises(Conflict) as caught:
            play(led, *batch)
        assert caught.value.field == "events[1].id"
        assert f"event {batch[1].id} " in caught.value.message
    assert everything() == before


@pytest.mark.django_db
def test_ids_are_the_sessions_own(northwind: Organization) -> None:
    one, other = session(northwind), session(northwind)
    assert play(one, said("1", "Hello!")) == play(other, said("1", "Hi!")) == Taken(1, 0)


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Run `work` in several threads, each with its own connection, beginning together."""
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=120)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_batch_sent_at_once_is_taken_once(northwind: Organization) -> None:
    led = session(northwind)
    for batch in range(5):
        events = [said(f"{batch}-{number}", "Hello!") for number in range(20)]

        def send(_: int, events: list[EventRecord] = events) -> Taken:
            return take_events(northwind.pk, led.session_id or "", events, is_test=False)

        taken = at_once(send)
        assert sorted(each.accepted for each in taken) == [0, 0, 0, 20]
    positions = Turn.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, 101))


@pytest.mark.django_db(transaction=True)
def test_batches_of_one_session_come_one_after_another(northwind: Organization) -> None:
    led = session(northwind)

    def send(number: int) -> list[int]:
        return [
            take_events(
                northwind.pk,
                led.session_id or "",
                [said(f"{number}-{batch}-{n}", f"{number}-{batch}") for n in range(5)],
                is_test=False,
            ).accepted
            for batch in range(5)
        ]

    assert at_once(send) == [[5] * 5] * AT_ONCE
    led.refresh_from_db()
    assert (led.turn_count, led.revision) == (100, 21)
    texts = list(Turn.objects.order_by("position").values_list("text", flat=True))
    batches = [texts[start : start + 5] for start in range(0, 100, 5)]
    assert all(len(set(batch)) == 1 for batch in batches)
    assert SessionEvent.objects.count() == 100
    assert Conversation.objects.get().turn_count == Turn.objects.count()
