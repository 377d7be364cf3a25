"""POST /v1/sessions/{id}/events: the way in for what happens."""

from typing import Any

import pytest

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from conversations.models import Conversation, Turn
from intake.tests.making import conversation, template
from orgs.models import Organization
from orgs.scopes import Scope

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

AT = "2026-06-16T14:40:00Z"


def turn(id: str, text: str, role: str = "user") -> dict[str, Any]:
    return {"id": id, "type": "turn", "at": AT, "data": {"role": role, "text": text}}


@pytest.fixture
def session(api: ApiClient, northwind: Organization) -> dict[str, Any]:
    template(northwind)
    made: dict[str, Any] = api.send("/v1/interviews", {"template_id": "tpl_1"}).json()
    return made


def send(client: ApiClient, session: dict[str, Any], *events: Any, **headers: str) -> Any:
    path = f"/v1/sessions/{session['session_id']}/events"
    return client.send(path, {"events": list(events)}, **headers)


def test_events_are_taken_once_and_seen_at_once(api: ApiClient, session: dict[str, Any]) -> None:
    response = send(api, session, turn("ev_1", "Hello"), turn("ev_2", "Hi!", "assistant"))
    assert response.status_code == 200
    assert response.json() == {"accepted": 2, "duplicates": 0}
    again = send(api, session, turn("ev_2", "Hi!", "assistant"), turn("ev_3", "Bye"))
    assert again.json() == {"accepted": 1, "duplicates": 1}
    record = api.get(f"/v1/interviews/{session['id']}").json()
    assert record["status"] == "joined"
    assert [(t["role"], t["text"]) for t in record["transcript"]] == [
        ("user", "Hello"), ("assistant", "Hi!"), ("user", "Bye"),
    ]  # fmt: skip
    told = api.get(f"/v1/sessions/{session['session_id']}").json()
    assert told["last_event"] == {"id": "ev_3", "type": "turn", "at": AT}


def test_callbacks_are_among_the_outputs(api: ApiClient, session: dict[str, Any]) -> None:
    fired = {
        "id": "ev_1", "type": "callback.fired", "at": AT,
        "data": {"name": "opened", "payload": {"a": 1}},
    }  # fmt: skip
    send(api, session, fired)
    outputs = api.get(f"/v1/interviews/{session['id']}").json()["outputs"]
    assert outputs["callbacks"] == [{"name": "opened", "payload": {"a": 1}, "timestamp": AT}]


def test_a_bad_event_is_named_and_none_is_taken(api: ApiClient, session: dict[str, Any]) -> None:
    good = turn("ev_1", "Hello")
    bad = turn("ev_2", "Hi") | {"colour": "red"}
    assert problem(send(api, session, good, bad), 422)["field"] == "events[1].colour"
    assert problem(send(api, session, good, {**good, "type": "nap"}), 422)["field"] == (
        "events[1].type"
    )
    assert problem(send(api, session, *[good] * 501), 422)["field"] == "events"
    path = f"/v1/sessions/{session['session_id']}/events"
    assert problem(api.generic("POST", path, b"{", "application/json"), 400)
    assert problem(api.send(path, []), 422)
    assert Turn.objects.count() == 0


def test_another_body_under_a_known_id_is_a_conflict(
    api: ApiClient, session: dict[str, Any]
) -> None:
    send(api, session, turn("ev_1", "Hello"))
    error = problem(send(api, session, turn("ev_2", "New"), turn("ev_1", "Other")), 409)
    assert "ev_1" in error["message"]
    assert Turn.objects.count() == 1


def test_who_may_not_write_is_told_nothing(
    session: dict[str, Any], northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    nowhere = {"session_id": "sess_unknown"}
    for client in (api_of(other_org), api_of(northwind, is_test=True)):
        assert problem(send(client, session, turn("ev_1", "Hello")), 404) == problem(
            send(client, nowhere, turn("ev_1", "Hello")), 404
        )
    reader = api_of(northwind, Scope.CONVERSATIONS_WRITE)
    assert "events:write" in problem(send(reader, session, turn("ev_1", "Hello")), 403)["message"]


def test_imported_and_erased_ones_take_nothing(api: ApiClient, northwind: Organization) -> None:
    conversation(northwind, session_id="sess_1")
    imported = {"session_id": "sess_1"}
    assert "imported" in problem(send(api, imported, turn("ev_1", "Hello")), 409)["message"]
    Conversation.objects.update(erasing_at=AT)
    assert problem(send(api, imported, turn("ev_1", "Hello")), 410)["code"] == "erased"


def test_a_batch_may_be_repeated_under_its_key(api: ApiClient, session: dict[str, Any]) -> None:
    first = send(api, session, turn("ev_1", "Hello"), Idempotency_Key="batch 1")
    again = send(api, session, turn("ev_1", "Hello"), Idempotency_Key="batch 1")
    assert first.json() == again.json() == {"accepted": 1, "duplicates": 0}
    assert again["Idempotent-Replayed"] == "true"
