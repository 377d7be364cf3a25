"""What cannot be erased at once: it is tried again, told, and never said to be done."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.utils import timezone

from api.gate.erasing import SavedAnswers
from conversations.models import Conversation, Participation, Turn, UsageRecord
from erasure import domain, storage
from erasure.domain import running
from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Event, Receipt, State, Step
from erasure.tests.making import begun, worked
from intake.tests.making import conversation
from orgs.models import Organization
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def erasure(northwind: Organization) -> Erasure:
    conversation(northwind)
    return begun(northwind, Person.objects.get().public_id)


def tried(erasure: Erasure, times: int) -> Erasure:
    """Return it after so many tries, without the waits between them."""
    for _ in range(times):
        Erasure.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
        domain.run_some()
    erasure.refresh_from_db()
    return erasure


def told(erasure: Erasure) -> list[str]:
    return list(Event.objects.filter(erasure=erasure).order_by("id").values_list("what", flat=True))


def test_a_bucket_that_refuses_is_asked_again_ever_later(
    erasure: Erasure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> Any:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "user_1"}}, "PutObject")

    with monkeypatch.context() as patched:
        patched.setattr(storage, "client", refuse)
        assert tried(erasure, 2).state == State.RUNNING
        first = erasure.next_try_at
        assert tried(erasure, 2).state == State.FAILING
        assert erasure.problem == "the bucket answered AccessDenied"
        assert erasure.next_try_at and first and erasure.next_try_at > timezone.now()
        assert Turn.objects.exists() and not Receipt.objects.exists()
        assert not Conversation.objects.filter(erasing_at__isnull=True).exists()
    assert tried(erasure, 2).state == State.DONE
    assert [what for what in told(erasure) if what in ("failing", "recovered")] == [
        "failing",
        "recovered",
    ]


def test_a_handler_that_fails_keeps_it_from_being_done(
    erasure: Erasure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> int:
        raise RuntimeError("user_1 said …")

    with monkeypatch.context() as patched:
        patched.setattr(SavedAnswers, "erase", fail)
        assert tried(erasure, 5).state == State.FAILING
        step = Step.objects.get(erasure=erasure, place="gate_savedanswer")
        assert (step.attempts, step.problem) == (5, "RuntimeError")
        assert "user_1" not in str(list(Step.objects.values()) + list(Event.objects.values()))
    assert tried(erasure, 1).state == State.DONE


def test_what_survived_its_step_is_found_and_erased_after_all(
    erasure: Erasure, monkeypatch: pytest.MonkeyPatch
) -> None:
    lazy = iter([True])
    honest = running._INSIDE["rows"]

    def erase(job: Erasure, step: Step) -> Outcome:
        if step.place == "conversations_usagerecord" and next(lazy, False):
            return Outcome(is_over=True)
        return honest(job, step)

    UsageRecord.objects.create(
        organization_id=erasure.organization_id,
        conversation=Conversation.objects.get(),
        component="llm",
        quantity=1,
        unit="tokens",
        at=timezone.now(),
    )
    monkeypatch.setitem(running._INSIDE, "rows", erase)
    # The conversation cannot go while a row refers to it.
    assert tried(erasure, 1).state != State.DONE
    assert tried(erasure, 1).state == State.DONE
    assert UsageRecord.objects.get().conversation is None


def test_what_comes_in_meanwhile_is_erased_too(
    erasure: Erasure, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person.objects.get()
    late = iter([True])
    honest = running._OUTSIDE["verify"]

    def verify(job: Erasure, step: Step) -> Outcome:
        if next(late, False):
            made = conversation(northwind, "iv_late", persons=[{"external_id": "other"}])
            back = Person.objects.create(
                pk=person.pk, organization=northwind, erasing_at=timezone.now()
            )
            Participation.objects.create(
                organization=northwind,
                conversation=made,
                person=back,
                position=1,
                conversation_created_at=made.created_at,
            )
        return honest(job, step)

    monkeypatch.setitem(running._OUTSIDE, "verify", verify)
    assert worked(erasure).state == State.DONE
    assert not Conversation.objects.exists()
    assert Person.objects.get().external_id == "other"
    assert "survivors" in told(erasure)
    assert erasure.before["conversations_conversation"] == 2
    assert erasure.before["conversations_turn"] == 2 * 4


def test_what_never_goes_is_never_done(erasure: Erasure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SavedAnswers, "count", lambda *_: 1)
    assert tried(erasure, 12).state == State.FAILING
    assert erasure.problem == "Survivors"
    assert not Receipt.objects.exists() and erasure.verified_at is None


def test_a_job_that_began_under_other_places_gets_through(erasure: Erasure) -> None:
    Step.objects.filter(erasure=erasure, place="conversations_turn").update(place="of_yore")
    Step.objects.filter(erasure=erasure, place="gate_savedanswer").update(place="gone:")
    assert tried(erasure, 6).state == State.DONE
    places = set(Step.objects.filter(erasure=erasure).values_list("place", flat=True))
    assert {"conversations_turn", "gate_savedanswer"} <= places
    assert places.isdisjoint({"of_yore", "gone:"})
    assert not Turn.objects.exists() and erasure.before["conversations_turn"] == 4
