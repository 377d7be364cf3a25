"""Whatever comes late for what was erased is refused, at every door, and recreates nothing."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from api.gate.models import SavedAnswer
from api.gate.tests.keys import ApiClient, make_key, problem
from conversations.models import Conversation, SearchDocument, Tombstone, Turn
from erasure import domain
from erasure.domain import hiding
from erasure.models import State, Via
from erasure.tests.making import SYSTEM, acting, begun, worked
from intake.domain import (
    Result,
    import_conversations,
    import_persons,
    keep_answers,
    refresh_search,
    save_person,
    sweep_sessions,
)
from intake.records import PersonRecord
from intake.results import Refusal
from intake.starting import start_conversation
from intake.tests.live.playing import ADA, session
from intake.tests.making import conversation, record, template
from orgs.models import Organization, User
from outputs.domain import CannotRedeliver, redeliver
from outputs.models import Delivery, DeliveryContent
from outputs.tests.making import ACTOR, endpoint, webhook
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def an_event(number: int) -> dict[str, Any]:
    data = {"role": "user", "text": "It is me, Ada."}
    return {"id": f"e{number}", "type": "turn", "at": "2026-06-16T14:41:00Z", "data": data}


class Insistent(threading.Thread):
    """A runtime that sends an event fifty times a second, whatever it is answered."""

    def __init__(self, secret: str, session_id: str) -> None:
        super().__init__(daemon=True)
        self._api = ApiClient(secret)
        self._path = f"/v1/sessions/{session_id}/events"
        self._is_over = threading.Event()
        self.statuses: list[int] = []

    def run(self) -> None:
        try:
            while not self._is_over.wait(0.02):
                body = {"events": [an_event(len(self.statuses))]}
                self.statuses.append(self._api.send(self._path, body).status_code)
        finally:
            connection.close()

    def stop(self) -> None:
        self._is_over.set()
        self.join(120)

    def wait_for(self, count: int) -> None:
        """Wait until it was answered so many times."""
        while len(self.statuses) < count:
            assert self.is_alive()
            time.sleep(0.01)


def test_fifty_events_a_second_for_that_very_person_revive_nothing(northwind: Organization) -> None:
    made = session(northwind)
    secret = make_key(northwind, requests_per_minute=1_000_000)
    runtime = Insistent(secret, made.session_id or "")
    runtime.start()
    runtime.wait_for(10)
    erasure = begun(northwind, Person.objects.get().public_id)
    assert worked(erasure).state == State.DONE
    runtime.wait_for(len(runtime.statuses) + 25)
    runtime.stop()
    assert set(runtime.statuses) == {200, 410}
    assert runtime.statuses == sorted(runtime.statuses)  # Once gone it stays gone.
    assert not Conversation.objects.exists() and not Turn.objects.exists()
    refresh_search()
    sweep_sessions()
    assert not SearchDocument.objects.exists() and not Person.objects.exists()


def test_a_conversation_that_was_imported_does_not_come_in_again(northwind: Organization) -> None:
    conversation(northwind, session_id="sess_1")
    erasure = begun(northwind, Person.objects.get().public_id)
    for _ in range(2):  # While it is erased, and after.
        same, session_of_it = import_conversations(
            northwind, [record("iv_1"), record("iv_2", session_id="sess_1")]
        )
        assert same.result is session_of_it.result is Result.REFUSED
        assert worked(erasure).state == State.DONE
    assert not Conversation.objects.exists() and not Person.objects.exists()
    assert Tombstone.objects.count() == 2


def test_the_persons_id_makes_nobody_of_it_while_it_is_erased(northwind: Organization) -> None:
    conversation(northwind)
    person = Person.objects.get()
    erasure = begun(northwind, person.public_id)
    with pytest.raises(Refusal, match="being erased"):
        save_person(northwind.pk, PersonRecord(id=person.public_id, name="François"))
    [outcome] = import_persons(northwind, [PersonRecord(external_id="user_1", name="Another")])
    assert outcome.result is Result.CREATED
    assert worked(erasure).state == State.DONE
    assert Person.objects.get().name == "Another"


def test_deliveries_are_neither_sent_nor_sent_again_nor_answered(northwind: Organization) -> None:
    to = endpoint(northwind)
    made = session(northwind, ADA, outputs=[webhook(to, "goal.committed")])
    api = ApiClient(make_key(northwind))
    goal = {"goal": "location", "value": "San Jose"}
    event = {**an_event(1), "type": "goal.committed", "data": goal}
    assert (
        api.send(f"/v1/sessions/{made.session_id}/events", {"events": [event]}).status_code == 200
    )
    delivery = Delivery.objects.get()
    erasure = begun(northwind, Person.objects.get().public_id)
    assert worked(erasure).state == State.DONE
    delivery.refresh_from_db()
    assert (delivery.state, delivery.conversation_id) == ("cancelled", None)
    assert delivery.erased_at is not None
    assert not DeliveryContent.objects.filter(delivery=delivery).exists()
    with pytest.raises(CannotRedeliver):
        redeliver(actor=ACTOR, organization=northwind, public_id=delivery.public_id)
    assert problem(api.send(f"/v1/deliveries/{delivery.public_id}/redeliver", {}), 409)
    assert keep_answers() == 0
    told = Delivery.objects.get(event_type="person.erased")
    body = bytes(DeliveryContent.objects.get(delivery=told).body)
    assert erasure.public_id.encode() in body and b"user_1" not in body


def test_a_repeated_request_is_refused_and_makes_nobody_anew(northwind: Organization) -> None:
    api = ApiClient(make_key(northwind))
    ada = {"external_id": "user_1", "name": "Ada"}
    first = api.send("/v1/persons", ada, Idempotency_Key="Ada").json()
    assert worked(begun(northwind, first["id"])).state == State.DONE
    assert problem(api.send("/v1/persons", ada, Idempotency_Key="Ada"), 410)
    assert not Person.objects.exists() and "Ada" not in str(SavedAnswer.objects.values())
    # The id is free, for whoever asks for it anew; that can be repeated and erased like the first.
    SavedAnswer.objects.update(created_at=timezone.now() - timedelta(days=2))
    for _ in range(2):
        made = api.send("/v1/persons", ada, Idempotency_Key="Ada")
        assert made.status_code == 201
    assert worked(begun(northwind, made.json()["id"])).state == State.DONE
    assert problem(api.send("/v1/persons", ada, Idempotency_Key="Ada"), 410)


def test_a_form_that_is_sent_again_makes_nobody_anew(northwind: Organization, admin: User) -> None:
    template(northwind)
    ada = PersonRecord(external_id="user_1", name="Ada")

    def send() -> Conversation:
        return start_conversation(
            actor=acting(admin), organization=northwind, template_id="tpl_1", persons=[ada],
            context={}, is_test=False, once="once",
        )  # fmt: skip

    assert send() == send()
    erasure = begun(northwind, Person.objects.get().public_id)
    for _ in range(2):  # While it is erased, and after.
        with pytest.raises(Refusal, match="erased"):
            send()
        assert worked(erasure).state == State.DONE
    assert not Conversation.objects.exists() and not Person.objects.exists()


def test_one_that_is_not_hidden_yet_takes_nothing_of_them_either(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation(northwind, "iv_1")
    conversation(northwind, "iv_2", minute=5)
    monkeypatch.setattr(hiding, "AT_ONCE", 1)
    monkeypatch.setattr(hiding, "MOMENT", -1)
    erasure = begun(northwind, Person.objects.get().public_id)
    assert Conversation.objects.filter(erasing_at__isnull=True).count() == 1
    for outcome in import_conversations(
        northwind, [record(key, summary="Changed.") for key in ("iv_1", "iv_2")]
    ):
        assert outcome.result is Result.REFUSED
    assert Person.objects.count() == 1
    assert worked(erasure).state == State.DONE
    assert not Conversation.objects.exists() and not Person.objects.exists()


def test_only_a_conversation_goes_and_its_person_stays(northwind: Organization) -> None:
    conversation(northwind)
    conversation(northwind, "iv_2", minute=5)
    erasure = domain.erase_conversations(
        actor=SYSTEM, organization=northwind, public_ids=["iv_2", "unknown"], via=Via.API
    )
    assert Conversation.objects.get(erasing_at__isnull=True).public_id == "iv_1"
    assert worked(erasure).state == State.DONE
    assert Person.objects.get().conversation_count == 1
    [outcome] = import_conversations(northwind, [record("iv_2")])
    assert outcome.result is Result.REFUSED
