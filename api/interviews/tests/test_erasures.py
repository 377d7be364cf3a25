"""/v1/persons/{id}/erasure and /v1/erasures: asked for by a program, told how it stands."""

import hashlib
import json

import pytest

from api.gate.models import SavedAnswer
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.interviews.answered_erasures import Erasure as Told
from api.interviews.answered_erasures import ErasureAsked
from erasure import domain
from erasure.models import Erasure, State
from erasure.tests.making import SYSTEM, worked
from intake.tests.making import conversation
from orgs.models import Organization
from orgs.scopes import Scope
from persons.models import Person

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(northwind: Organization) -> Person:
    conversation(northwind)
    return Person.objects.get()


def test_it_is_requested_followed_and_proved(api: ApiClient, person: Person) -> None:
    asked = api.send(f"/v1/persons/{person.public_id}/erasure", {"ticket": "T-9"})
    assert asked.status_code == 202
    told = ErasureAsked.model_validate(asked.json())
    assert (told.status, told.receipt) == ("requested", None)
    assert api.get(f"/v1/persons/{person.public_id}").status_code == 200
    erasure = Erasure.objects.get(public_id=told.id)
    domain.begin(erasure)
    assert api.get(f"/v1/erasures/{told.id}").json()["status"] == "running"
    assert api.get(f"/v1/persons/{person.public_id}").status_code == 404
    assert worked(erasure).state == State.DONE
    done = Told.model_validate(api.get(f"/v1/erasures/{told.id}").json())
    assert done.status == "done" and done.receipt
    receipt = json.loads(done.receipt.receipt)
    text = f"{told.nonce}\n{person.public_id}\n{person.external_id}"
    assert receipt["subject"]["sha256"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_nonce_is_told_once_and_not_kept_with_the_answer(
    api: ApiClient, person: Person
) -> None:
    path = f"/v1/persons/{person.public_id}/erasure"
    first = api.send(path, {}, Idempotency_Key="once").json()
    again = api.send(path, {}, Idempotency_Key="once").json()
    assert again == {**first, "nonce": None}
    assert first["nonce"] not in str(SavedAnswer.objects.get().body)


def test_asked_twice_it_is_one_request(api: ApiClient, person: Person) -> None:
    path = f"/v1/persons/{person.public_id}/erasure"
    first = api.send(path, {}).json()
    assert first["id"] in str(problem(api.send(path, {}), 409))


def test_a_denial_tells_its_reason(api: ApiClient, person: Person) -> None:
    asked = api.send(f"/v1/persons/{person.public_id}/erasure", {}).json()
    erasure = Erasure.objects.get(public_id=asked["id"])
    domain.deny(actor=SYSTEM, erasure_id=erasure.pk, reason="Not shown who asks")
    told = api.get(f"/v1/erasures/{asked['id']}").json()
    assert (told["status"], told["reason"]) == ("denied", "Not shown who asks")


def test_others_persons_and_erasures_are_unknown(
    api: ApiClient, person: Person, other_org: Organization, api_of: KeyClient
) -> None:
    asked = api.send(f"/v1/persons/{person.public_id}/erasure", {}).json()
    other = api_of(other_org)
    problem(other.send(f"/v1/persons/{person.public_id}/erasure", {}), 404)
    problem(other.get(f"/v1/erasures/{asked['id']}"), 404)


def test_it_takes_the_scope(person: Person, northwind: Organization, api_of: KeyClient) -> None:
    reader = api_of(northwind, Scope.PERSONS_READ, Scope.PERSONS_WRITE)
    problem(reader.send(f"/v1/persons/{person.public_id}/erasure", {}), 403)
