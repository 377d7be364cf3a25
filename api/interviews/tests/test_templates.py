"""/v1/templates: made, changed into new versions, scheduled."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, make_key, problem
from api.interviews.answered import Created, Template, TemplateVersion
from conversations.models import Conversation
from intake.tests.making import template
from orgs.models import Organization
from orgs.scopes import Scope
from outputs.tests.making import endpoint
from persons.models import Person

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Onboarding",
    "description": "The first talk",
    "instructions": "Greet them.",
    "goals": [{"id": "role", "type": "category", "allowed_values": ["pm"], "critical": True}],
    "phases": [{"name": "start", "goals": ["role"]}],
    "criteria": [{"id": "polite", "description": "It was polite."}],
    "outputs": [{"id": "out_1", "type": "chained", "url": "https://a.example"}],
    "screen_share": True,
    "max_duration_seconds": 600,
}


def _webhook(endpoint: str, event: str = "goal.committed", **when: str) -> dict[str, Any]:
    when = {"event": event, **when}
    return {"id": "out_1", "type": "webhook", "endpoint": endpoint, "when": when}


def test_a_template_is_made_and_told_with_everything_in_it(api: ApiClient) -> None:
    response = api.send("/v1/templates", GIVEN)
    assert response.status_code == 201
    made = response.json()
    Template.model_validate(made)
    assert made.keys() == Template.model_fields.keys()
    assert made["id"].startswith("tpl_")
    assert made["version"] == 1
    goal = {"id": "role", "description": "", "type": "category", "critical": True}
    assert made | GIVEN == made | {"goals": GIVEN["goals"]}
    assert made["goals"] == [{**goal, "allowed_values": ["pm"]}]
    assert api.get(f"/v1/templates/{made['id']}").json() == made
    assert api.get("/v1/templates").json() == {
        "items": [made], "next_cursor": None, "has_more": False,
    }  # fmt: skip


def test_every_change_makes_a_version_and_keeps_what_it_does_not_name(api: ApiClient) -> None:
    made = api.send("/v1/templates", GIVEN).json()
    path = f"/v1/templates/{made['id']}"
    changed = api.send(path, {"instructions": "Say hello.", "max_duration_seconds": None}, "PATCH")
    assert changed.status_code == 200
    assert changed.json() | {"updated_at": made["updated_at"]} == made | {
        "version": 2, "instructions": "Say hello.", "max_duration_seconds": None,
    }  # fmt: skip
    page = api.get(f"{path}/versions").json()
    TemplateVersion.model_validate(page["items"][0])
    assert [(item["version"], item["instructions"]) for item in page["items"]] == [
        (2, "Say hello."),
        (1, "Greet them."),
    ]
    first = api.get(f"{path}/versions?limit=1").json()
    rest = api.get(f"{path}/versions?limit=1&cursor={first['next_cursor']}").json()
    assert [item["version"] for item in rest["items"]] == [1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"colour": "red"}, "colour"),
        ({"goals": [{"id": "a", "type": "colour"}]}, "goals[0].type"),
        ({"goals": [{"id": "a", "critical": "yes"}]}, "goals[0].critical"),
        ({"goals": [{"id": "a"}, {"id": "a"}]}, "goals[1].id"),
        ({"criteria": [{"name": "a"}]}, "criteria[0].id"),
        ({"max_duration_seconds": -1}, "max_duration_seconds"),
        ({"max_duration_seconds": 1.5}, "max_duration_seconds"),
        ({"phases": [{"a": "\x00"}]}, "phases[0]"),
        ({"outputs": [{"type": "webhook", "url": "https://a.example"}]}, "outputs[0].id"),
        ({"outputs": [{"id": "a", "type": "pigeon"}]}, "outputs[0].type"),
        ({"outputs": [_webhook("ep_unknown")]}, "outputs[0].endpoint"),
        ({"outputs": [{"id": "a", "type": "chained", "url": "http://[::1]"}]}, "outputs[0].url"),
        (
            {"goals": [{"id": "a"}], "outputs": [_webhook("ep_1", goal="b")]},
            "outputs[0].when.goal",
        ),
    ],
)
def test_a_bad_template_is_refused_by_name(
    api: ApiClient, northwind: Organization, body: dict[str, Any], field: str
) -> None:
    template(northwind)
    before = api.get("/v1/templates").json()
    assert problem(api.send("/v1/templates", {"name": "New", **body}), 422)["field"] == field
    assert problem(api.send("/v1/templates/tpl_1", body, "PATCH"), 422)["field"] == field
    assert api.get("/v1/templates").json() == before


def test_a_template_without_a_name_is_refused(api: ApiClient) -> None:
    assert problem(api.send("/v1/templates", {}), 422)["field"] == "name"


def test_another_organisation_s_template_is_as_unknown_as_none(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    template(northwind)
    stranger = api_of(other_org)
    for ask in (
        lambda id: stranger.get(f"/v1/templates/{id}"),
        lambda id: stranger.get(f"/v1/templates/{id}/versions"),
        lambda id: stranger.send(f"/v1/templates/{id}", {"name": "Mine"}, "PATCH"),
        lambda id: stranger.send(f"/v1/templates/{id}/schedule", {"count": 1}),
    ):
        assert problem(ask("tpl_1"), 404) == problem(ask("tpl_none"), 404)
    assert problem(stranger.send("/v1/interviews", {"template_id": "tpl_1"}), 422) == problem(
        stranger.send("/v1/interviews", {"template_id": "tpl_none"}), 422
    )
    assert stranger.get("/v1/templates").json()["items"] == []
    assert Conversation.objects.count() == 0


def test_templates_are_read_and_written_with_different_scopes(
    northwind: Organization, api_of: KeyClient
) -> None:
    reader = api_of(northwind, Scope.CONVERSATIONS_READ)
    assert reader.get("/v1/templates").status_code == 200
    assert "templates:write" in problem(reader.send("/v1/templates", GIVEN), 403)["message"]


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_none_is_lost(northwind: Organization) -> None:
    template(northwind)
    secret = make_key(northwind)
    start = Barrier(2)

    def change(body: dict[str, Any]) -> int:
        start.wait()
        try:
            return int(ApiClient(secret).send("/v1/templates/tpl_1", body, "PATCH").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        bodies = [{"instructions": "Be brief."}, {"screen_share": True}]
        assert list(pool.map(change, bodies)) == [200, 200]
    now = ApiClient(secret).get("/v1/templates/tpl_1").json()
    assert (now["version"], now["instructions"], now["screen_share"]) == (3, "Be brief.", True)


def test_many_conversations_are_made_at_once(api: ApiClient, northwind: Organization) -> None:
    template(northwind)
    body = {"count": 3, "context": {"wave": 2}}
    response = api.send("/v1/templates/tpl_1/schedule", body)
    assert response.status_code == 201
    items = response.json()["items"]
    assert len({item["join_url"] for item in items}) == 3
    for item in items:
        Created.model_validate(item)
        assert api.get(f"/v1/interviews/{item['id']}").json()["context"] == {"wave": 2}


def test_each_of_many_conversations_gets_its_person(
    api: ApiClient, northwind: Organization
) -> None:
    template(northwind)
    persons = [{"external_id": "u1", "name": "Ada"}, {"name": "Grace"}, {"external_id": "u1"}]
    body = {"count": 3, "persons": persons}
    items = api.send("/v1/templates/tpl_1/schedule", body).json()["items"]
    told = [api.get(f"/v1/interviews/{item['id']}").json()["persons"] for item in items]
    assert told == [
        [{"name": "Ada", "external_id": "u1"}],
        [{"name": "Grace", "external_id": None}],
        [{"name": "Ada", "external_id": "u1"}],
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "count"),
        ({"count": 0}, "count"),
        ({"count": 1001}, "count"),
        ({"count": "3"}, "count"),
        ({"count": 2, "persons": [{"name": "Ada"}]}, "persons"),
        ({"count": 1, "persons": []}, "persons"),
        ({"count": 1, "persons": [{"colour": "red"}]}, "persons[0].colour"),
        ({"count": 1, "template_id": "tpl_1"}, "template_id"),
        ({"count": 1000, "context": {"note": "x" * 20_000}}, "context"),
    ],
)
def test_a_bad_schedule_makes_nothing(
    api: ApiClient, northwind: Organization, body: dict[str, Any], field: str
) -> None:
    template(northwind)
    assert problem(api.send("/v1/templates/tpl_1/schedule", body), 422)["field"] == field
    assert (Conversation.objects.count(), Person.objects.count()) == (0, 0)


def test_outputs_name_an_endpoint_of_ones_own(
    api: ApiClient, northwind: Organization, other_org: Organization
) -> None:
    own, foreign = endpoint(northwind), endpoint(other_org)
    template(northwind)
    refused = api.send("/v1/templates/tpl_1", {"outputs": [_webhook(foreign.public_id)]}, "PATCH")
    assert problem(refused, 422) == {
        "code": "invalid",
        "field": "outputs[0].endpoint",
        "message": "outputs[0].endpoint is no endpoint of this organisation.",
    }
    taken = api.send("/v1/templates/tpl_1", {"outputs": [_webhook(own.public_id)]}, "PATCH")
    assert taken.json()["outputs"] == [_webhook(own.public_id)]


def test_outputs_in_an_older_form_stay_until_somebody_changes_them(
    api: ApiClient, northwind: Organization
) -> None:
    old = [{"type": "webhook", "url": "https://a.example"}]
    template(northwind, outputs=old)
    changed = api.send("/v1/templates/tpl_1", {"instructions": "Be brief."}, "PATCH")
    assert (changed.status_code, changed.json()["outputs"]) == (200, old)
    assert problem(api.send("/v1/templates/tpl_1", {"outputs": old}, "PATCH"), 422)
