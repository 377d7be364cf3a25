"""What a chained API call was answered becomes a finding, once, and never leads in a circle."""

import json
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Conversation, Finding, SessionEvent
from intake.domain import keep_answers
from intake.live import answering
from intake.tasks import keep_answers as keep_task
from intake.tests.live.playing import event, play, said, session
from orgs.models import Organization
from outputs.claims import Outcome, Tried
from outputs.domain import redeliver
from outputs.domain.claiming import claim
from outputs.domain.recording import record_tries
from outputs.models import Delivery, State
from outputs.tests.making import ACTOR, endpoint, webhook

pytestmark = pytest.mark.django_db

MET = event("met", "goal.committed", 2, goal="location", value="San Jose")
OVER = event("over", "session.ended", 7, reason="agent")


def call(on: str, store_as: str, **fields: Any) -> dict[str, Any]:
    """Return an output that calls an API for a goal, and keeps the answer as another's finding."""
    return {
        "id": f"{on}-{store_as}",
        "type": "chained",
        "url": "https://api.example.com/score",
        "when": {"event": "goal.committed", "goal": on},
        "store_as": store_as,
        **fields,
    }


def answered(body: bytes | None, status: int = 200) -> None:
    """Have everything that is due sent and answered so."""
    taken = claim(100, (), "test")
    error = "" if status < 300 else "5xx"
    outcome = Outcome(timezone.now(), error, status, 12, headers=[], body=body, sent={})
    record_tries([Tried(each, taken.claim, outcome) for each in taken.deliveries])


def found(goal: str) -> tuple[Any, list[Any], str]:
    finding = Finding.objects.get(goal=goal)
    return finding.value, finding.evidence, finding.evidence_source


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"score": 7}', {"score": 7}),
        (b"7", 7),
        (b"all is well", "all is well"),
        (b"", None),
        (None, None),
        (b"\xff\x00", "\ufffd"),
        (b"[" * 60 + b"]" * 60, "[" * 60 + "]" * 60),
        (b"NaN", "NaN"),
    ],
)
def test_an_answer_becomes_a_finding_without_evidence(
    northwind: Organization, body: bytes | None, value: Any
) -> None:
    led = session(northwind, outputs=[call("location", "score")])
    play(led, said("1", "7 in San Jose"), MET)
    revision = led.revision
    answered(body)
    assert keep_answers() == 1
    assert found("score") == (value, [], "chained")
    led.refresh_from_db()
    assert led.findings == {"location": "San Jose", "score": value}
    assert (led.finding_count, led.goals_met) == (2, 1)
    assert led.revision > revision and led.search_due_at is not None


def test_an_answer_is_kept_once_and_also_after_the_end(northwind: Organization) -> None:
    led = session(northwind, outputs=[call("location", "date")])
    play(led, said("1", "Hello"), MET, OVER)
    answered(b'"Monday"')
    keep_task()
    assert keep_answers() == 0
    Delivery.objects.update(answer_due=True)
    assert keep_answers() == 1
    assert SessionEvent.objects.filter(type="goal.committed").count() == 2
    assert found("date") == ("Monday", [], "chained")


def test_a_call_that_is_made_again_brings_a_new_answer(northwind: Organization) -> None:
    led = session(northwind, outputs=[call("location", "date")])
    play(led, MET)
    answered(b'"Monday"')
    keep_answers()
    sent = Delivery.objects.get()
    redeliver(actor=ACTOR, organization=northwind, public_id=sent.public_id)
    answered(b'"Tuesday"')
    keep_answers()
    assert found("date") == ("Tuesday", [], "chained")


def test_no_answer_is_looked_for_in_the_transcript(northwind: Organization) -> None:
    led = session(northwind, outputs=[call("location", "date")])
    play(led, said("1", "Sunday"), MET)
    answered(b'"Monday"')
    keep_answers()
    play(led, event("2", "turn.corrected", 9, turn=1, text="Monday"))
    assert found("date") == ("Monday", [], "chained")


def test_a_failed_call_and_one_that_keeps_nothing_leave_no_finding(
    northwind: Organization,
) -> None:
    unkept = call("location", "x")
    del unkept["store_as"]
    led = session(northwind, outputs=[call("location", "date"), unkept])
    play(led, MET)
    answered(b"no", status=500)
    assert keep_answers() == 0
    assert list(Finding.objects.values_list("goal", flat=True)) == ["location"]


def test_an_answer_sets_off_what_waits_for_it(northwind: Organization) -> None:
    waiting = webhook(endpoint(northwind), when={"event": "goal.committed", "goal": "date"})
    led = session(northwind, outputs=[call("location", "date"), waiting])
    play(led, MET)
    answered(b'"Monday"')
    keep_answers()
    told = Delivery.objects.get(kind="webhook")
    assert json.loads(bytes(told.content.body))["data"]["value"] == "Monday"
    assert told.state == State.PENDING


def test_the_same_answer_again_sets_nothing_off(northwind: Organization) -> None:
    led = session(northwind, outputs=[call("location", "date"), call("date", "location")])
    play(led, MET)
    for _ in range(5):
        answered(b'"Monday"')
        keep_answers()
    outputs = list(Delivery.objects.order_by("id").values_list("output", flat=True))
    assert outputs == ["location-date", "date-location", "location-date"]


def test_a_circle_of_ever_new_answers_comes_to_an_end(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_ROUNDS", 3)
    led = session(northwind, outputs=[call("location", "location")])
    play(led, MET)
    for number in range(10):
        answered(str(number).encode())
        keep_answers()
    assert Delivery.objects.count() == 4
    assert found("location") == (3, [], "chained")


def test_one_answer_that_cannot_be_kept_holds_up_no_other(northwind: Organization) -> None:
    led = session(northwind, outputs=[call("location", "date"), call("location", "score")])
    play(led, MET)
    answered(b'"Monday"')
    bad, good = Delivery.objects.order_by("id")
    # Too long an id for an event.
    Delivery.objects.filter(pk=bad.pk).update(public_id="msg_" + "x" * 124)
    keep_answers()
    assert list(Delivery.objects.filter(answer_due=True)) == [bad]
    assert found(good.store_as) == ("Monday", [], "chained")


def test_an_answer_for_what_is_being_erased_is_let_go(northwind: Organization) -> None:
    led = session(northwind, outputs=[call("location", "date")])
    play(led, MET)
    answered(b'"Monday"')
    Conversation.objects.update(erasing_at=timezone.now())
    assert keep_answers() == 1
    assert keep_answers() == 0
    assert not Finding.objects.filter(goal="date").exists()
