"""/v1/deliveries: what outputs sent, told try by try, and sent again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.interviews.answered import InterviewRecord
from api.interviews.answered_outputs import Delivery as DeliveryItem
from api.interviews.answered_outputs import DeliveryRecord
from conversations.models import Conversation
from intake.tests.live.playing import event, play, said, session
from intake.tests.live.test_answers import answered
from intake.tests.making import conversation
from orgs.models import AuditEvent, Organization
from orgs.scopes import Scope
from outputs.models import Delivery, DeliveryContent, Endpoint
from outputs.tests.making import endpoint, webhook

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

CALL = {
    "id": "call", "type": "chained", "url": "https://api.example.com/score?key=1",
    "when": {"event": "goal.committed", "goal": "location"},
}  # fmt: skip
MET = event("met", "goal.committed", 2, goal="location", value="San Jose")
CALLED_BACK = event("back", "callback.fired", 3, name="opened")
OVER = event("over", "session.ended", 7, reason="agent")


def led(organization: Organization, *, is_test: bool = False) -> tuple[Conversation, Endpoint]:
    """Return a session that ended and set off a webhook, a call and a callback."""
    to = endpoint(organization)
    made = session(organization, outputs=[webhook(to), CALL], is_test=is_test)
    play(made, said("1", "San Jose"), MET, CALLED_BACK)
    play(made, OVER)
    return made, to


def listed(client: ApiClient, query: str = "") -> list[str]:
    """Return the events of the deliveries that a list answers with."""
    response = client.get(f"/v1/deliveries{query}")
    assert response.status_code == 200, response.content
    for item in response.json()["items"]:
        DeliveryItem.model_validate(item)
        assert item.keys() == DeliveryItem.model_fields.keys()
    return [item["event"] for item in response.json()["items"]]


def again(client: ApiClient, public_id: str, **options: Any) -> Any:
    """Ask for a delivery to be sent again; the request has no body."""
    return client.generic("POST", f"/v1/deliveries/{public_id}/redeliver", **options)


def test_a_delivery_is_told_with_everything_that_was_said(
    api: ApiClient, northwind: Organization
) -> None:
    made, to = led(northwind)
    answered(b'{"ok": \xff}', status=503)
    sent = Delivery.objects.get(kind="webhook")
    told = api.get(f"/v1/deliveries/{sent.public_id}").json()
    DeliveryRecord.model_validate(told)
    assert told.keys() == DeliveryRecord.model_fields.keys()
    assert told | {
        "id": sent.public_id, "kind": "webhook", "event": "conversation.ended", "goal": None,
        "output_id": "out_1", "interview_id": made.public_id, "template_id": "tpl_1",
        "endpoint_id": to.public_id, "target": "https://hooks.example.com/in", "state": "pending",
        "attempts": 1, "finished_at": None, "last_status_code": 503, "last_error": "5xx",
        "last_latency_ms": 12, "imported": False, "content_type": "application/json",
    } == told  # fmt: skip
    assert told["body"] == bytes(sent.content.body).decode()
    [tried] = told["tries"]
    assert (tried["number"], tried["status_code"], tried["error"]) == (1, 503, "5xx")
    assert (tried["message"], tried["latency_ms"]) == ("It failed", 12)
    assert tried["next_attempt_at"] == told["next_attempt_at"] is not None
    assert (tried["request_headers"], tried["response_headers"]) == ({}, [])
    assert tried["response_body"] == '{"ok": \ufffd}'


def test_what_is_no_longer_kept_is_null(api: ApiClient, northwind: Organization) -> None:
    led(northwind)
    DeliveryContent.objects.all().delete()
    sent = Delivery.objects.get(kind="webhook")
    told = api.get(f"/v1/deliveries/{sent.public_id}").json()
    assert (told["body"], told["content_type"], told["tries"]) == (None, None, [])
    refused = again(api, sent.public_id)
    assert "no longer kept" in problem(refused, 409)["message"]


def test_the_list_is_narrowed(api: ApiClient, northwind: Organization) -> None:
    made, to = led(northwind)
    assert listed(api) == ["conversation.ended", "callback.fired", "goal.committed"]
    for query, events in {
        "state=pending": ["conversation.ended", "goal.committed"],
        "state=succeeded": ["callback.fired"],
        "state=failed": [],
        f"endpoint_id={to.public_id}": ["conversation.ended"],
        "endpoint_id=ep_none": [],
        "event=goal.committed": ["goal.committed"],
        "template_id=tpl_1&state=succeeded": ["callback.fired"],
        f"interview_id={made.public_id}&event=conversation.ended": ["conversation.ended"],
        "interview_id=iv_none": [],
        "since=2100-01-01T00:00:00Z": [],
    }.items():
        assert listed(api, f"?{query}") == events, query
    assert problem(api.get("/v1/deliveries?state=lost"), 400)["field"] == "state"
    assert problem(api.get("/v1/deliveries?endpoint=x"), 400)["field"] == "endpoint"


def test_pages_lead_through_the_list(api: ApiClient, northwind: Organization) -> None:
    led(northwind)
    first = api.get("/v1/deliveries?limit=2").json()
    assert (len(first["items"]), first["has_more"]) == (2, True)
    rest = api.get(f"/v1/deliveries?limit=2&cursor={first['next_cursor']}").json()
    assert [item["event"] for item in rest["items"]] == ["goal.committed"]
    other = api.get(f"/v1/deliveries?state=pending&cursor={first['next_cursor']}")
    assert problem(other, 400)["field"] == "cursor"


def test_the_record_tells_how_its_outputs_stand(api: ApiClient, northwind: Organization) -> None:
    made, _ = led(northwind)
    told = api.get(f"/v1/interviews/{made.public_id}").json()
    InterviewRecord.model_validate(told)
    assert told["outputs"] == {
        "webhooks": [{"url": "https://hooks.example.com/in", "attempts": 0, "status": "pending"}],
        "callbacks": [
            {"name": "opened", "timestamp": "2026-06-16T14:40:03Z"},
        ],
        "chained": [{"url": "https://api.example.com/score", "attempts": 0, "status": "pending"}],
    }
    answered(b"{}")
    outputs = api.get(f"/v1/interviews/{made.public_id}").json()["outputs"]
    for kind in ("webhooks", "chained"):
        assert [(each["attempts"], each["status"]) for each in outputs[kind]] == [(1, "success")]


def test_imported_outputs_are_told_as_they_came(api: ApiClient, northwind: Organization) -> None:
    outputs = {
        "webhooks": [{"url": "https://a.example/in?x=1", "attempts": 2, "status": "ok", "own": 1}],
        "callbacks": [],
        "chained": [],
    }
    conversation(northwind, source_fields={"outputs": outputs})
    assert api.get("/v1/interviews/iv_1").json()["outputs"] == outputs
    [item] = api.get("/v1/deliveries").json()["items"]
    assert (item["imported"], item["state"], item["target"]) == (
        True, "succeeded", "https://a.example/in",
    )  # fmt: skip
    refused = again(api, item["id"])
    assert "import" in problem(refused, 409)["message"]


def test_a_delivery_is_sent_again_under_its_id(api: ApiClient, northwind: Organization) -> None:
    led(northwind)
    answered(b"{}")
    sent = Delivery.objects.get(kind="webhook")
    response = again(api, sent.public_id)
    assert response.status_code == 200, response.content
    DeliveryRecord.model_validate(response.json())
    assert (response.json()["id"], response.json()["state"]) == (sent.public_id, "pending")
    answered(b"{}")
    told = api.get(f"/v1/deliveries/{sent.public_id}").json()
    assert (told["state"], told["attempts"]) == ("succeeded", 2)
    assert [each["number"] for each in told["tries"]] == [2, 1]
    logged = AuditEvent.objects.get(action="delivery.redelivered")
    assert (logged.actor_kind, logged.object_id) == (AuditEvent.Actor.KEY, sent.public_id)


def test_a_repeat_with_an_idempotency_key_sends_nothing_more(
    api: ApiClient, northwind: Organization
) -> None:
    led(northwind)
    answered(b"{}")
    sent = Delivery.objects.get(kind="webhook")
    first = again(api, sent.public_id, headers={"Idempotency-Key": "again"})
    answered(b"{}")
    second = again(api, sent.public_id, headers={"Idempotency-Key": "again"})
    assert (second.status_code, second.json()) == (200, first.json())
    assert not Delivery.objects.filter(state="pending").exists()


def test_a_callback_cannot_be_sent_again(api: ApiClient, northwind: Organization) -> None:
    led(northwind)
    fired = Delivery.objects.get(kind="callback")
    refused = again(api, fired.public_id)
    assert "browser" in problem(refused, 409)["message"]


def _asks(public_id: str) -> tuple[Any, Any]:
    path = f"/v1/deliveries/{public_id}"
    return (lambda client: client.get(path), lambda client: again(client, public_id))


def test_another_organisation_s_delivery_is_as_unknown_as_none(
    northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    made, to = led(northwind)
    sent = Delivery.objects.get(kind="webhook")
    stranger = api_of(other_org)
    for ask, ask_none in zip(_asks(sent.public_id), _asks("msg_none"), strict=True):
        assert problem(ask(stranger), 404) == problem(ask_none(stranger), 404)
    for query in ("", f"?interview_id={made.public_id}", f"?endpoint_id={to.public_id}"):
        assert listed(stranger, query) == []


def test_live_and_test_keys_see_their_own_conversations_deliveries(
    api: ApiClient, northwind: Organization, api_of: KeyClient
) -> None:
    led(northwind, is_test=True)
    tester = api_of(northwind, is_test=True)
    assert (len(listed(tester)), listed(api)) == (3, [])
    sent = Delivery.objects.get(kind="webhook")
    for ask in _asks(sent.public_id):
        assert problem(ask(api), 404)
        assert ask(tester).status_code == 200


def test_what_is_being_erased_is_hidden_at_once(api: ApiClient, northwind: Organization) -> None:
    led(northwind)
    sent = Delivery.objects.get(kind="webhook")
    Conversation.objects.update(erasing_at=timezone.now())
    assert listed(api) == []
    assert problem(api.get(f"/v1/deliveries/{sent.public_id}"), 404)
    Delivery.objects.update(conversation=None)
    assert len(listed(api)) == 3
    assert api.get(f"/v1/deliveries/{sent.public_id}").json()["interview_id"] is None


def test_reading_and_sending_again_need_different_scopes(
    northwind: Organization, api_of: KeyClient
) -> None:
    led(northwind)
    read, send = _asks(Delivery.objects.get(kind="webhook").public_id)
    reader = api_of(northwind, Scope.CONVERSATIONS_READ)
    sender = api_of(northwind, Scope.DELIVERIES_WRITE)
    assert (read(reader).status_code, send(sender).status_code) == (200, 200)
    assert problem(send(reader), 403)["field"] == "deliveries:write"
    assert problem(read(sender), 403)["field"] == "conversations:read"


def test_an_endpoint_is_recovered_from_a_moment_on(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    _, to = led(northwind)
    Delivery.objects.filter(kind="webhook").update(
        state="failed", next_attempt_at=None, finished_at=timezone.now()
    )
    path = f"/v1/endpoints/{to.public_id}/recover"
    hour_ago = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    nothing = {"redelivered": 0, "has_more": False}
    assert problem(api_of(other_org).send(path, {"since": hour_ago}), 404)
    assert api_of(northwind, is_test=True).send(path, {"since": hour_ago}).json() == nothing
    assert api.send(path, {"since": "2100-01-01T00:00:00Z"}).json() == nothing
    assert api.send(path, {"since": hour_ago}).json() == {"redelivered": 1, "has_more": False}
    assert Delivery.objects.get(kind="webhook").state == "pending"
    assert api.send(path, {"since": hour_ago}).json() == nothing
    odd_ones: tuple[Any, ...] = ("yesterday", 5, {}, None)
    for odd in odd_ones:
        assert problem(api.send(path, {"since": odd}), 422)["field"] == "since"
    assert problem(api.send(path, {}), 422)["field"] == "since"
