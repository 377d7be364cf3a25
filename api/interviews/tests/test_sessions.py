"""Conversations made through the API, their sessions, and who may join them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from livekit.api import TokenVerifier

from api.gate.models import SavedAnswer
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.interviews.answered import Created, Session
from conversations.models import Conversation
from intake.tests.making import conversation, template
from orgs.models import Organization
from orgs.scopes import Scope
from persons.models import Person

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db

LIVEKIT_KEY, LIVEKIT_SECRET = "lk-test", "a secret of the tests that is long enough for HS256"
GIVEN = {
    "template_id": "tpl_1",
    "persons": [{"name": "Ada Lovelace", "external_id": "user_123"}],
    "context": {"plan": "pro", "signed_up_at": "2026-05-01"},
}


@pytest.fixture
def made(api: ApiClient, northwind: Organization) -> dict[str, Any]:
    """A conversation just made through the API."""
    template(northwind, instructions="On {{context.plan}}, {{context.role}}.")
    response = api.send("/v1/interviews", GIVEN)
    assert response.status_code == 201, response.content
    created: dict[str, Any] = response.json()
    return created


@pytest.fixture
def livekit(settings: Any) -> None:
    settings.LIVEKIT_URL = "wss://livekit.example"
    settings.LIVEKIT_API_KEY, settings.LIVEKIT_API_SECRET = LIVEKIT_KEY, LIVEKIT_SECRET


def test_a_conversation_is_made_as_the_documents_say(
    api: ApiClient, made: dict[str, Any], settings: Any
) -> None:
    Created.model_validate(made)
    assert made.keys() == Created.model_fields.keys()
    assert made["id"].startswith("iv_")
    assert made["session_id"].startswith("sess_")
    assert (made["template_id"], made["status"]) == ("tpl_1", "created")
    assert made["join_url"] == f"{settings.BASE_URL}/join/i/{made['id']}"
    assert made["created_at"].endswith("Z")
    record = api.get(f"/v1/interviews/{made['id']}").json()
    assert record["persons"] == GIVEN["persons"]
    assert record["context"] == GIVEN["context"]
    assert record["status"] == "created"


def test_persons_are_found_by_external_id_or_made(api: ApiClient, northwind: Organization) -> None:
    template(northwind)
    people = [{"external_id": "u1", "name": "Ada"}, {"name": "Grace"}, {}]
    for _ in range(2):
        api.send("/v1/interviews", {"template_id": "tpl_1", "persons": people})
    assert Person.objects.filter(external_id="u1").count() == 1
    assert Person.objects.count() == 5
    assert api.send("/v1/interviews", {"template_id": "tpl_1"}).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"template_id": None}, "template_id"),
        ({"template_id": "tpl_unknown"}, "template_id"),
        ({"template_id": "no id"}, "template_id"),
        ({"persons": {}}, "persons"),
        ({"persons": [{"external_id": ""}]}, "persons[0].external_id"),
        ({"persons": [{"name": "Ada"}, {"email": "a@b.example"}]}, "persons[1].email"),
        ({"persons": [{"name": "a" * 301}]}, "persons[0].name"),
        ({"persons": [{}] * 101}, "persons"),
        ({"context": []}, "context"),
        ({"context": {"a": [{"b": "\x00"}]}}, "context"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_request_names_its_field_and_leaves_nothing(
    api: ApiClient, northwind: Organization, change: dict[str, Any], field: str
) -> None:
    template(northwind)
    assert problem(api.send("/v1/interviews", {**GIVEN, **change}), 422)["field"] == field
    assert (Conversation.objects.count(), Person.objects.count()) == (0, 0)


def test_a_repeat_makes_no_second_conversation(api: ApiClient, northwind: Organization) -> None:
    template(northwind)
    first, again = (api.send("/v1/interviews", GIVEN, Idempotency_Key="a") for _ in range(2))
    assert first.content == again.content
    assert Conversation.objects.count() == 1
    person = Person.objects.get()
    assert set(SavedAnswer.objects.get().about) == {first.json()["id"], person.public_id}


def test_a_test_key_s_conversation_is_a_test(northwind: Organization, api_of: KeyClient) -> None:
    template(northwind)
    made = api_of(northwind, is_test=True).send("/v1/interviews", GIVEN).json()
    assert Conversation.objects.get().is_test
    assert problem(api_of(northwind).get(f"/v1/sessions/{made['session_id']}"), 404)


def test_a_session_tells_what_leads_it(api: ApiClient, made: dict[str, Any]) -> None:
    api.send("/v1/persons", {"external_id": "user_123", "org_context": {"role": "engineer"}})
    session = api.get(f"/v1/sessions/{made['session_id']}").json()
    Session.model_validate(session)
    assert session.keys() == Session.model_fields.keys()
    assert (session["id"], session["interview_id"]) == (made["session_id"], made["id"])
    assert (session["status"], session["interview_status"]) == ("created", "created")
    assert (session["template_id"], session["template_version"]) == ("tpl_1", 1)
    [participant] = session["participants"]
    assert participant["external_id"] == "user_123"
    assert session["last_event"] is None
    assert session["template"]["instructions"] == "On pro, engineer."


def test_a_session_keeps_the_version_it_was_made_with(api: ApiClient, made: dict[str, Any]) -> None:
    api.send("/v1/templates/tpl_1", {"instructions": "Anew."}, "PATCH")
    session = api.get(f"/v1/sessions/{made['session_id']}").json()
    assert session["template"]["version"] == session["template_version"] == 1
    assert session["template"]["instructions"].startswith("On pro")


def test_an_imported_session_is_told_too(api: ApiClient, northwind: Organization) -> None:
    conversation(northwind, session_id="sess_1")
    session = api.get("/v1/sessions/sess_1").json()
    Session.model_validate(session)
    assert (session["status"], session["template"]) == ("ended", None)


@pytest.mark.usefixtures("livekit")
def test_a_token_opens_the_session_s_room_for_its_person(
    api: ApiClient, made: dict[str, Any]
) -> None:
    joined = api.get(f"/v1/sessions/{made['session_id']}/join").json()
    assert joined.keys() == {"ws_url", "token", "participant_identity"}
    assert joined["ws_url"] == "wss://livekit.example"
    claims = TokenVerifier(LIVEKIT_KEY, LIVEKIT_SECRET).verify(joined["token"])
    assert claims.identity == joined["participant_identity"] == Person.objects.get().public_id
    assert claims.video is not None
    assert claims.video.room == made["session_id"]
    assert claims.video.room_join
    with pytest.raises(Exception, match="Signature"):
        TokenVerifier(LIVEKIT_KEY, "x" * 40).verify(joined["token"])


@pytest.mark.usefixtures("livekit")
def test_a_token_of_nobody_in_particular_has_a_name_of_its_own(
    api: ApiClient, northwind: Organization
) -> None:
    template(northwind)
    made = api.send("/v1/interviews", {"template_id": "tpl_1"}).json()
    joined = api.get(f"/v1/sessions/{made['session_id']}/join").json()
    assert joined["participant_identity"].startswith("participant_")


@pytest.mark.usefixtures("livekit")
def test_what_nobody_can_join_has_no_token(
    api: ApiClient, made: dict[str, Any], northwind: Organization
) -> None:
    path = f"/v1/sessions/{made['session_id']}/join"
    stored = Conversation.objects.filter(public_id=made["id"])
    stored.update(joinable_until=timezone.now() - timedelta(seconds=1))
    assert "no longer" in problem(api.get(path), 409)["message"]
    stored.update(joinable_until=timezone.now() + timedelta(days=1), status="abandoned")
    assert "ended" in problem(api.get(path), 409)["message"]
    conversation(northwind, session_id="sess_1")
    assert "imported" in problem(api.get("/v1/sessions/sess_1/join"), 409)["message"]


def test_without_livekit_it_is_said_plainly(api: ApiClient, made: dict[str, Any]) -> None:
    error = problem(api.get(f"/v1/sessions/{made['session_id']}/join"), 503)
    assert error == {"code": "unavailable", "message": "No LiveKit server is set up here."}


def test_joining_takes_more_than_reading(
    northwind: Organization, made: dict[str, Any], api_of: KeyClient
) -> None:
    reader = api_of(northwind, Scope.CONVERSATIONS_READ)
    path = f"/v1/sessions/{made['session_id']}"
    assert reader.get(path).status_code == 200
    assert "conversations:write" in problem(reader.get(f"{path}/join"), 403)["message"]
    assert "conversations:write" in problem(reader.send("/v1/interviews", GIVEN), 403)["message"]


def test_texts_that_would_grow_too_large_stay_as_they_are(
    api: ApiClient, northwind: Organization
) -> None:
    text = "{{context.plan}}" * 30
    template(northwind, instructions=text)
    made = api.send("/v1/interviews", {**GIVEN, "context": {"plan": "x" * 50_000}}).json()
    session = api.get(f"/v1/sessions/{made['session_id']}").json()
    assert session["template"]["instructions"] == text
