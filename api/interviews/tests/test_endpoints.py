"""/v1/endpoints: where deliveries go; secrets are told once, and headers never."""

from typing import Any

import pytest

from api.gate.models import SavedAnswer
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.interviews.answered_outputs import Endpoint as EndpointAnswer
from api.interviews.answered_outputs import EndpointMade, SecretMade
from orgs.models import AuditEvent, Organization
from orgs.scopes import Scope
from outputs.models import Endpoint
from outputs.secrets import header_names, open_headers, open_secrets
from outputs.tests.making import endpoint

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Hooks",
    "url": "https://hooks.example.com/in?token=abc",
    "headers": {"X-Key": "s3cret"},
}


def test_an_endpoint_is_made_and_its_secret_told_once(
    api: ApiClient, northwind: Organization
) -> None:
    response = api.send("/v1/endpoints", GIVEN)
    assert response.status_code == 201
    made = response.json()
    EndpointMade.model_validate(made)
    assert made.keys() == EndpointMade.model_fields.keys()
    stored = Endpoint.objects.get(organization=northwind)
    [secret] = open_secrets(stored.public_id, stored.secrets)
    assert made.pop("secret") == secret.secret
    assert made["url"] == "https://hooks.example.com/in"
    assert (stored.url, open_headers(stored.public_id, stored.headers)) == (
        GIVEN["url"], GIVEN["headers"],
    )  # fmt: skip
    assert api.get(f"/v1/endpoints/{made['id']}").json() == made
    assert api.get("/v1/endpoints").json() == {
        "items": [made], "next_cursor": None, "has_more": False,
    }  # fmt: skip
    assert made.keys() == EndpointAnswer.model_fields.keys()
    logged = AuditEvent.objects.get(action="endpoint.created")
    assert logged.actor_kind == AuditEvent.Actor.KEY


def test_no_secret_is_kept_for_a_repeat(api: ApiClient) -> None:
    first = api.send("/v1/endpoints", GIVEN, Idempotency_Key="mine").json()
    again = api.send("/v1/endpoints", GIVEN, Idempotency_Key="mine")
    assert (again.status_code, again.json()) == (201, {**first, "secret": None})
    EndpointMade.model_validate(again.json())
    assert first["secret"] not in (SavedAnswer.objects.get().body or "")
    assert Endpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"url": "ftp://a.example"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://2130706433/"}, "url"),
        ({"url": "https://me:pw@a.example/"}, "url"),
        ({"url": "https://a.example:22/"}, "url"),
        ({"headers": {"Host": "a"}}, "headers"),
        ({"headers": {"X-Key": "a\r\nB: c"}}, "headers.X-Key"),
        ({"headers": {"X-Key": 5}}, "headers.X-Key"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
def test_a_bad_endpoint_is_refused_by_name(
    api: ApiClient, northwind: Organization, body: dict[str, Any], field: str
) -> None:
    known = endpoint(northwind)
    assert problem(api.send("/v1/endpoints", {**GIVEN, **body}), 422)["field"] == field
    path = f"/v1/endpoints/{known.public_id}"
    assert problem(api.send(path, body, "PATCH"), 422)["field"] == field
    assert list(Endpoint.objects.all()) == [known]


def test_a_change_keeps_what_it_does_not_name(api: ApiClient, northwind: Organization) -> None:
    known = endpoint(northwind, headers={"X-Key": "1", "X-Old": "2"})
    path = f"/v1/endpoints/{known.public_id}"
    body = {"name": "New", "headers": {"X-Old": None, "X-New": "3"}}
    told = api.send(path, body, "PATCH").json()
    assert (told["name"], told["url"]) == ("New", "https://hooks.example.com/in")
    known.refresh_from_db()
    assert header_names(known) == ["X-Key", "X-New"]
    elsewhere = {"url": "https://other.example.com/in"}
    assert problem(api.send(path, elsewhere, "PATCH"), 422)["field"] == "headers"
    for state in ("paused", "active", "disabled", "active"):
        changed = api.send(path, {"state": state}, "PATCH").json()
        EndpointAnswer.model_validate(changed)
        assert (changed["state"], changed["name"]) == (state, "New")
        assert changed["reason"] == (None if state == "active" else "by hand")
    assert problem(api.send(path, {"state": "gone"}, "PATCH"), 422)["field"] == "state"


def test_another_organisation_s_endpoint_is_as_unknown_as_none(
    northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    known = endpoint(northwind)
    stranger = api_of(other_org)
    for ask in (
        lambda id: stranger.get(f"/v1/endpoints/{id}"),
        lambda id: stranger.send(f"/v1/endpoints/{id}", {"state": "paused"}, "PATCH"),
        lambda id: stranger.send(f"/v1/endpoints/{id}/recover", {"since": "2026-05-01T12:00:00Z"}),
    ):
        assert problem(ask(known.public_id), 404) == problem(ask("ep_none"), 404)
    assert stranger.get("/v1/endpoints").json()["items"] == []
    known.refresh_from_db()
    assert known.state == "active"


def test_endpoints_are_read_and_written_with_different_scopes(
    northwind: Organization, api_of: KeyClient
) -> None:
    path = f"/v1/endpoints/{endpoint(northwind).public_id}"
    reader = api_of(northwind, Scope.CONVERSATIONS_READ)
    assert reader.get(path).status_code == 200
    for refused in (
        reader.send("/v1/endpoints", GIVEN),
        reader.send(path, {"state": "paused"}, "PATCH"),
        reader.send(f"{path}/recover", {"since": "2026-05-01T12:00:00Z"}),
    ):
        assert problem(refused, 403)["field"] == "deliveries:write"
    assert problem(api_of(northwind, Scope.DELIVERIES_WRITE).get(path), 403)


def test_a_new_secret_is_told_once_and_the_old_one_signs_for_a_day(
    api: ApiClient, northwind: Organization
) -> None:
    to = endpoint(northwind)
    path = f"/v1/endpoints/{to.public_id}/rotate-secret"
    [old] = open_secrets(to.public_id, to.secrets)

    response = api.send(path, None, Idempotency_Key="mine")
    again = api.send(path, None, Idempotency_Key="mine")

    made = response.json()
    SecretMade.model_validate(made)
    to.refresh_from_db()
    newest, before = open_secrets(to.public_id, to.secrets)
    assert (newest.secret, before.secret) == (made["secret"], old.secret)
    assert before.until is not None and newest.until is None
    assert again.json() == {**made, "secret": None}
    assert made["secret"] not in (SavedAnswer.objects.get().body or "")


def test_a_test_event_is_a_delivery_to_be_asked_for(
    api: ApiClient, northwind: Organization
) -> None:
    to = endpoint(northwind)

    response = api.send(f"/v1/endpoints/{to.public_id}/test", None)

    assert response.status_code == 202
    told = api.get(f"/v1/deliveries/{response.json()['delivery_id']}").json()
    assert (told["event"], told["endpoint_id"]) == ("test", to.public_id)


def test_a_deleted_endpoint_is_as_unknown_as_none(api: ApiClient, northwind: Organization) -> None:
    to = endpoint(northwind)
    Endpoint.objects.update(state="deleted")
    path = f"/v1/endpoints/{to.public_id}"

    assert api.get(path).status_code == 404
    assert api.get("/v1/endpoints").json()["items"] == []
    for verb in ("rotate-secret", "test"):
        assert problem(api.send(f"{path}/{verb}", None), 404)["code"] == "not_found"
