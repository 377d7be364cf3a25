"""/v1/persons: found, made, changed by external_id."""

from datetime import UTC, datetime

import pytest

from api.gate.models import SavedAnswer
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.interviews.answered import PersonRecord
from intake.tests.making import conversation
from orgs.models import Organization
from orgs.scopes import Scope
from persons.models import Person

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

ADA = {"external_id": "user_123", "name": "Ada Lovelace", "org_context": {"plan": "pro"}}


def test_a_person_is_registered_and_told_as_the_documents_say(api: ApiClient) -> None:
    response = api.send("/v1/persons", ADA)
    assert response.status_code == 201
    person = response.json()
    PersonRecord.model_validate(person)
    assert person.keys() == PersonRecord.model_fields.keys()
    assert person["id"].startswith("person_")
    assert (person["external_id"], person["name"]) == ("user_123", "Ada Lovelace")
    assert person["org_context"] == {"plan": "pro"}
    assert person["conversation_count"] == 0
    assert person["first_seen_at"].endswith("Z")
    assert api.get(f"/v1/persons/{person['id']}").json() == person


def test_the_same_external_id_again_changes_the_person(api: ApiClient) -> None:
    first = api.send("/v1/persons", ADA).json()
    again = api.send(
        "/v1/persons", {"external_id": "user_123", "org_context": {"role": "engineer"}}
    )
    assert again.status_code == 200
    assert again.json() == {**first, "org_context": {"plan": "pro", "role": "engineer"}}
    renamed = api.send("/v1/persons", {"external_id": "user_123", "name": "Ada King"}).json()
    assert (renamed["name"], renamed["org_context"]["plan"]) == ("Ada King", "pro")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "external_id"),
        ({"external_id": ""}, "external_id"),
        ({"external_id": 5}, "external_id"),
        ({"external_id": "a" * 256}, "external_id"),
        ({"external_id": "a", "name": "\x00"}, "name"),
        ({"external_id": "a", "org_context": []}, "org_context"),
        ({"external_id": "a", "org_context": {"deep": "\x00"}}, "org_context"),
        ({"external_id": "a", "email": "a@b.example"}, "email"),
    ],
)
def test_what_cannot_be_a_person_is_refused_by_name(
    api: ApiClient, body: dict[str, object], field: str
) -> None:
    assert problem(api.send("/v1/persons", body), 422)["field"] == field
    assert Person.objects.count() == 0


def test_what_is_known_of_a_person_does_not_grow_without_end(api: ApiClient) -> None:
    for key, status in (("a", 201), ("b", 422), ("a", 200)):
        told = {"external_id": "user_1", "org_context": {key: "x" * 600_000}}
        response = api.send("/v1/persons", told)
        assert response.status_code == status
        if status == 422:
            assert problem(response, 422)["field"] == "org_context"


def test_what_is_too_long_is_told_in_characters(api: ApiClient) -> None:
    told = problem(api.send("/v1/persons", {"external_id": "a" * 256}), 422)["message"]
    assert told == "external_id should have at most 255 characters."


def test_the_list_is_found_by_external_id_and_paged(
    api: ApiClient, northwind: Organization
) -> None:
    for number in range(3):
        Person.objects.create(
            organization=northwind,
            external_id=f"u{number}",
            created_at=datetime(2026, 6, 1, tzinfo=UTC),
        )
    page = api.get("/v1/persons?limit=2").json()
    assert [item["external_id"] for item in page["items"]] == ["u2", "u1"]
    assert page["items"][0].keys() == {
        "id", "external_id", "name", "first_seen_at", "last_seen_at", "conversation_count",
    }  # fmt: skip
    rest = api.get(f"/v1/persons?limit=2&cursor={page['next_cursor']}").json()
    assert [item["external_id"] for item in rest["items"]] == ["u0"]
    assert rest["has_more"] is False
    [found] = api.get("/v1/persons?external_id=u1").json()["items"]
    assert found["external_id"] == "u1"
    assert api.get("/v1/persons?external_id=nobody").json()["items"] == []


def test_another_organisation_s_person_is_as_unknown_as_none(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    conversation(northwind)
    person = Person.objects.get()
    stranger = api_of(other_org)
    unknown = problem(stranger.get("/v1/persons/person_none"), 404)
    assert problem(stranger.get(f"/v1/persons/{person.public_id}"), 404) == unknown
    assert stranger.get("/v1/persons").json()["items"] == []
    assert stranger.send("/v1/persons", {"external_id": "user_1"}).status_code == 201
    assert api.get(f"/v1/persons/{person.public_id}").json()["conversation_count"] == 1
    Person.objects.update(erasing_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert problem(api.get(f"/v1/persons/{person.public_id}"), 404) == unknown
    assert api.get("/v1/persons").json()["items"] == []


def test_reading_and_writing_persons_need_their_scopes(
    northwind: Organization, api_of: KeyClient
) -> None:
    reader, writer = api_of(northwind, Scope.PERSONS_READ), api_of(northwind, Scope.PERSONS_WRITE)
    assert reader.get("/v1/persons").status_code == 200
    assert "persons:write" in problem(reader.send("/v1/persons", ADA), 403)["message"]
    assert "persons:read" in problem(writer.get("/v1/persons"), 403)["message"]


def test_a_repeat_is_known_by_whom_it_is_about(api: ApiClient) -> None:
    first, again = (api.send("/v1/persons", ADA, Idempotency_Key="ada") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert SavedAnswer.objects.get().about == [first.json()["id"]]
