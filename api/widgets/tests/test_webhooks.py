"""Endpoints that ask for the widget API's words are told of ends and criteria in them."""

import json
from typing import Any

import pytest

from api.gate.tests.keys import ApiClient, api, api_of, problem
from api.widgets.shapes import read_conversation
from api.widgets.tests.asking import ID, ROOT, WIRE
from conversations.models import Conversation
from intake.tests.making import save, template
from orgs.models import Organization
from outputs.domain import fire
from outputs.models import DeliveryContent, Endpoint
from outputs.tests.making import endpoint, webhook

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

EVENTS = ("conversation.ended", "criteria.evaluated", "conversation.completed")


def sent(organization: Organization, to: Endpoint, *, dialect: str) -> dict[str, Any]:
    """Return what each event's delivery to the endpoint holds, by type, of the conversation ID."""
    Endpoint.objects.filter(pk=to.pk).update(dialect=dialect)
    outputs = [{**webhook(to, event), "id": event} for event in EVENTS]
    template(organization, WIRE["widget_id"], outputs=outputs)
    [made] = save(organization, [read_conversation(WIRE)])
    Conversation.objects.filter(pk=made.pk).update(summary="Said.")
    fire(organization.pk, made.pk, [(event, None) for event in EVENTS])
    bodies = [json.loads(bytes(content.body)) for content in DeliveryContent.objects.all()]
    return {body["type"]: body["data"] for body in bodies}


def test_both_events_hold_the_object_without_what_was_said(
    api: ApiClient, northwind: Organization
) -> None:
    told = sent(northwind, endpoint(northwind), dialect="widget")
    known = api.get(f"{ROOT}/{ID}").json()
    for field in ("transcript", "tool_calls"):
        del known[field]
    assert told["conversation.ended"] == told["criteria.evaluated"] == known
    assert "conversation_id" in told["conversation.completed"], "which has no words there"


def test_others_are_told_in_ours(northwind: Organization) -> None:
    told = sent(northwind, endpoint(northwind), dialect="roxels")
    assert all("conversation_id" in data for data in told.values())


def test_an_endpoint_asks_for_it_by_the_api(api: ApiClient, northwind: Organization) -> None:
    made = api.send(
        "/v1/endpoints", {"name": "CRM", "url": "https://example.com/", "dialect": "widget"}
    )
    assert made.json()["dialect"] == "widget"
    path = f"/v1/endpoints/{made.json()['id']}"
    assert api.send(path, {"name": "Sales"}, "PATCH").json()["dialect"] == "widget"
    assert api.send(path, {"dialect": "roxels"}, "PATCH").json()["dialect"] == "roxels"
    refused = api.send(path, {"dialect": "klingon"}, "PATCH")
    assert problem(refused, 422)["field"] == "dialect"
