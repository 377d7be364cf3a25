"""What happens in a live session sets outputs off, in the transaction that takes it in."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from conversations.models import Conversation, Delivered
from intake.domain import Conflict, sweep_sessions
from intake.records import EventRecord
from intake.tests.live.playing import at, event, play, said, session
from orgs.models import Organization
from outputs.models import Delivery, State
from outputs.tests.making import endpoint, webhook

pytestmark = pytest.mark.django_db

EVENTS = ("goal.committed", "conversation.ended", "conversation.completed", "criteria.evaluated")
MET = event("met", "goal.committed", 2, goal="location", value="San Jose")
JUDGED = event("judged", "criterion.evaluated", 9, criterion="polite", passed=True)
SUMMED_UP = event("summed", "summary", 8, text="A table was booked.")
CALLED_BACK = event("called", "callback.fired", 3, name="opened", goal="date", payload={"a": 1})
OVER = event("over", "session.ended", 7, reason="agent")


def led(organization: Organization, *, is_test: bool = False) -> Conversation:
    """Return a session whose template has an output for every event."""
    to = endpoint(organization)
    outputs = [webhook(to, name, id=name) for name in EVENTS]
    return session(organization, outputs=outputs, is_test=is_test)


def fired() -> list[tuple[str, str]]:
    found = Delivery.objects.order_by("id").values_list("event_type", "goal")
    return list(found)


def body(event_type: str) -> Any:
    return json.loads(bytes(Delivery.objects.get(event_type=event_type).content.body))


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([MET], [("goal.committed", "location")]),
        ([said("1", "Hello"), OVER], [("conversation.ended", ""), ("conversation.completed", "")]),
        ([JUDGED], [("criteria.evaluated", "")]),
        ([SUMMED_UP], []),
        ([CALLED_BACK], [("callback.fired", "date")]),
        ([said("1", "Hello"), event("2", "tool.called", name="search")], []),
        ([event("2", "session.status", status="ended")], [
            ("conversation.ended", ""), ("conversation.completed", "")
        ]),
    ],
)  # fmt: skip
def test_what_happens_sets_its_outputs_off(
    northwind: Organization, happened: list[EventRecord], expected: list[tuple[str, str]]
) -> None:
    play(led(northwind), *happened)
    assert fired() == expected


def test_a_whole_conversation_fires_each_output_once(northwind: Organization) -> None:
    conversation = led(northwind)
    events = [said("1", "San Jose"), MET, CALLED_BACK, OVER]
    play(conversation, *events)
    play(conversation, *events)
    waiting = Delivery.objects.get(event_type="conversation.completed")
    assert waiting.is_waiting
    play(conversation, SUMMED_UP, JUDGED)
    play(conversation, event("s2", "summary", 10, text="Another."))
    assert sorted(fired()) == [
        ("callback.fired", "date"),
        ("conversation.completed", ""),
        ("conversation.ended", ""),
        ("criteria.evaluated", ""),
        ("goal.committed", "location"),
    ]
    ended = body("conversation.ended")["data"]
    assert (ended["findings"], ended["external_id"]) == ({"location": "San Jose"}, "user_1")
    assert (ended["duration_seconds"], ended["auto_close"]) == (7, True)
    assert body("conversation.completed")["data"]["summary"] == "A table was booked."
    assert body("criteria.evaluated")["data"]["criteria"][0]["passed"] is True
    assert body("callback.fired") == {"a": 1}
    assert (conversation.deliveries, conversation.deliveries_total) == (Delivered.PENDING, 5)


def test_what_is_refused_fires_nothing(northwind: Organization) -> None:
    conversation = led(northwind)
    with pytest.raises(Conflict):
        play(conversation, MET, OVER, said("late", "Wait!"))
    with transaction.atomic():
        play(conversation, MET, OVER)
        transaction.set_rollback(True)
    assert fired() == []


def test_what_was_committed_anew_fires_anew(northwind: Organization) -> None:
    conversation = led(northwind)
    play(conversation, MET, event("2", "goal.committed", 3, goal="location", value="Napa"))
    play(conversation, event("3", "goal.committed", 4, goal="location", value="Sonoma"))
    bodies = [
        json.loads(bytes(delivery.content.body))["data"]["value"]
        for delivery in Delivery.objects.order_by("id")
    ]
    assert bodies == ["Napa", "Sonoma"]


def test_a_callback_is_noted_as_fired_whatever_is_configured(northwind: Organization) -> None:
    conversation = session(northwind)
    play(conversation, CALLED_BACK, MET, OVER)
    noted = Delivery.objects.get()
    assert (noted.kind, noted.state, noted.target) == ("callback", State.SUCCEEDED, "opened")
    assert (conversation.deliveries, conversation.deliveries_total) == (Delivered.SUCCESS, 1)


def test_test_conversations_fire_and_say_so(northwind: Organization) -> None:
    play(led(northwind, is_test=True), said("1", "Hello"), OVER)
    assert body("conversation.ended")["data"]["test"] is True


def test_a_sweep_that_ends_a_conversation_sets_its_outputs_off(northwind: Organization) -> None:
    with travel(at(0), tick=False) as clock:
        play(led(northwind), said("1", "Hello"))
        clock.shift(timedelta(seconds=settings.SESSION_SILENCE_SECONDS + 1))
        assert sweep_sessions() == 1
        assert sweep_sessions() == 0
    assert fired() == [("conversation.ended", ""), ("conversation.completed", "")]
    assert body("conversation.ended")["data"]["auto_close"] is False


def test_without_outputs_nothing_is_asked_about_them(northwind: Organization) -> None:
    conversation = session(northwind)
    with CaptureQueriesContext(connection) as asked:
        play(conversation, said("1", "San Jose"), MET, JUDGED, SUMMED_UP, OVER)
    assert not [each["sql"] for each in asked if "outputs_" in each["sql"]]
