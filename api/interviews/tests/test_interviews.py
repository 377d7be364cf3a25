"""GET /v1/interviews and all that hangs on one: shapes, filters, tenancy, test and live."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.interviews.answered import Interview, InterviewRecord
from conversations.models import Conversation
from intake.tests.making import START, conversation, template
from orgs.models import Organization

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db


def ids_of(api: ApiClient, query: str = "") -> list[str]:
    response = api.get(f"/v1/interviews{query}")
    assert response.status_code == 200, response.content
    return [item["id"] for item in response.json()["items"]]


def test_the_list_holds_what_the_documents_say(api: ApiClient, northwind: Organization) -> None:
    template(northwind)
    conversation(northwind, template_id="tpl_1", session_id="sess_1")
    page = api.get("/v1/interviews").json()
    assert page == {
        "items": [
            {
                "id": "iv_1",
                "session_id": "sess_1",
                "template_id": "tpl_1",
                "status": "completed",
                "started_at": "2026-06-16T14:40:00Z",
                "ended_at": "2026-06-16T14:40:40Z",
                "duration_seconds": 40,
                "summary": "A table at Sino was booked.",
            }
        ],
        "next_cursor": None,
        "has_more": False,
    }
    Interview.model_validate(page["items"][0])


def test_the_list_is_narrowed_by_each_filter(api: ApiClient, northwind: Organization) -> None:
    template(northwind)
    template(northwind, "tpl_2", name="Hotels")
    conversation(northwind, "iv_1", template_id="tpl_1")
    conversation(northwind, "iv_2", minute=1, template_id="tpl_2", status="failed")
    conversation(northwind, "iv_3", minute=2, template_id="tpl_1", persons=[{"external_id": "u2"}])
    assert ids_of(api) == ["iv_3", "iv_2", "iv_1"]
    assert ids_of(api, "?template_id=tpl_1") == ["iv_3", "iv_1"]
    assert ids_of(api, "?template_id=tpl_none") == []
    assert ids_of(api, "?status=failed") == ["iv_2"]
    assert ids_of(api, "?external_id=user_1") == ["iv_2", "iv_1"]
    assert ids_of(api, "?external_id=user_1&template_id=tpl_1") == ["iv_1"]
    assert ids_of(api, "?external_id=nobody") == []
    Conversation.objects.filter(public_id="iv_2").update(frame_count=3)
    assert ids_of(api, "?has_frames=true") == ["iv_2"]
    assert ids_of(api, "?has_frames=false&status=completed") == ["iv_3", "iv_1"]
    assert ids_of(api, "?since=2026-06-16T14:40:00Z") == ["iv_3", "iv_2"], "after, not at"
    assert ids_of(api, f"?since={quote('2026-06-16T16:41:30+02:00')}") == ["iv_3"]
    assert ids_of(api, "?since=2026-06-16T14:41:00.000001Z&status=completed") == ["iv_3"]


@pytest.mark.parametrize("filters", ["", "external_id=user_1", "status=completed"])
def test_pages_lead_through_the_whole_list(
    api: ApiClient, northwind: Organization, filters: str
) -> None:
    for number in range(5):
        conversation(northwind, f"iv_{number}", minute=number // 2)
    found: list[str] = []
    cursor = ""
    while True:
        page = api.get(f"/v1/interviews?limit=2&{filters}&{cursor}".rstrip("&")).json()
        found += [item["id"] for item in page["items"]]
        if not page["has_more"]:
            break
        cursor = f"cursor={page['next_cursor']}"
    assert found == ["iv_4", "iv_3", "iv_2", "iv_1", "iv_0"]
    other = api.get(f"/v1/interviews?template_id=tpl_1&{cursor}")
    assert problem(other, 400)["field"] == "cursor"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=ongoing", "status"),
        ("since=yesterday", "since"),
        ("since=2026-06-16", "since"),
        ("since=2026-06-16T14:40:00", "since"),
        ("since=2026-06-16T14:40:00+02:00", "since"),  # the + is a space
        ("since=4423-01-01T00:00:00Z", "since"),
        ("since=20260616T144000Z", "since"),
        ("limit=0", "limit"),
        ("limit=ten", "limit"),
        ("external_id=a%00b", "external_id"),
        ("colour=red", "colour"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(api: ApiClient, query: str, field: str) -> None:
    assert problem(api.get(f"/v1/interviews?{query}"), 400)["field"] == field


def full(organization: Organization, **fields: Any) -> Conversation:
    template(organization)
    return conversation(
        organization,
        session_id="sess_1",
        template_id="tpl_1",
        context={"plan": "pro"},
        findings=[{"goal": "location", "value": "San José"}, {"goal": "seats", "value": 2}],
        events=[
            {
                "id": "ev_1",
                "type": "callback.fired",
                "at": START,
                "data": {"name": "opened", "goal": "location"},
            },
            {"id": "ev_2", "type": "advisor.concern", "at": START},
        ],
        source_fields={
            "outputs": {"webhooks": [{"url": "https://a.example", "attempts": 1, "status": "ok"}]}
        },
        **fields,
    )


def test_the_record_holds_what_the_documents_say(api: ApiClient, northwind: Organization) -> None:
    full(northwind)
    record = api.get("/v1/interviews/iv_1").json()
    InterviewRecord.model_validate(record)
    assert record.keys() == InterviewRecord.model_fields.keys()
    assert record["template_id"] == "tpl_1"
    assert record["persons"] == [{"name": "François Silva", "external_id": "user_1"}]
    assert record["context"] == {"plan": "pro"}
    assert record["findings"] == {"location": "San José", "seats": 2}
    assert record["transcript"][0] == {
        "role": "user",
        "text": "I need a table for two in San Jose.",
        "timestamp": "2026-06-16T14:40:00Z",
    }
    assert [turn["role"] for turn in record["transcript"]] == ["user", "assistant"] * 2
    assert record["outputs"] == {
        "webhooks": [{"url": "https://a.example", "attempts": 1, "status": "ok"}],
        "callbacks": [{"name": "opened", "goal": "location", "timestamp": "2026-06-16T14:40:00Z"}],
        "chained": [],
    }


def test_the_record_of_a_conversation_with_nothing_in_it(
    api: ApiClient, northwind: Organization
) -> None:
    Conversation.objects.create(organization=northwind, public_id="iv_9", source="test")
    record = api.get("/v1/interviews/iv_9").json()
    InterviewRecord.model_validate(record)
    assert (record["session_id"], record["template_id"], record["summary"]) == (None,) * 3
    assert (record["persons"], record["transcript"], record["findings"]) == ([], [], {})
    assert record["outputs"] == {"webhooks": [], "callbacks": [], "chained": []}


def test_the_transcript_comes_in_three_forms(api: ApiClient, northwind: Organization) -> None:
    full(northwind)
    text = api.get("/v1/interviews/iv_1/transcript?format=txt")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "Person: Sino, please." in text.content.decode()
    markdown = api.get("/v1/interviews/iv_1/transcript?format=md")
    assert markdown["Content-Type"] == "text/markdown; charset=utf-8"
    record = api.get("/v1/interviews/iv_1/transcript?format=json").json()
    assert len(record["transcript"]) == 4
    assert api.get("/v1/interviews/iv_1/transcript").json() == record
    error = problem(api.get("/v1/interviews/iv_1/transcript?format=pdf"), 400)
    assert error["field"] == "format"


def test_without_a_shared_screen_there_are_no_frames(
    api: ApiClient, northwind: Organization
) -> None:
    full(northwind)
    assert api.get("/v1/interviews/iv_1/frames").json() == []


PATHS = ("interviews/iv_1", "interviews/iv_1/transcript", "interviews/iv_1/frames",
         "sessions/sess_1", "sessions/sess_1/join")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_another_s_conversation_is_as_unknown_as_none(
    path: str, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    full(northwind)
    stranger, tester = api_of(other_org), api_of(northwind, is_test=True)
    unknown = path.replace("_1", "_unknown")
    errors = [
        problem(stranger.get(f"/v1/{path}"), 404),
        problem(tester.get(f"/v1/{path}"), 404),
        problem(stranger.get(f"/v1/{unknown}"), 404),
        problem(stranger.get(f"/v1/{path.replace('_1', '_1 ')}"), 404),
        problem(stranger.get(f"/v1/{path.replace('_1', '%00')}"), 404),
    ]
    assert all(error == errors[0] for error in errors)
    Conversation.objects.update(erasing_at=START)
    assert problem(api_of(northwind).get(f"/v1/{path}"), 404) == errors[0]


def test_a_key_sees_its_own_organisation_s_conversations_of_its_own_kind(
    northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    conversation(northwind, "iv_live")
    conversation(northwind, "iv_test", is_test=True)
    conversation(other_org, "iv_other")
    conversation(northwind, "iv_erased", minute=-5)
    Conversation.objects.filter(public_id="iv_erased").update(erasing_at=START + timedelta(1))
    assert ids_of(api_of(northwind)) == ["iv_live"]
    assert ids_of(api_of(northwind, is_test=True)) == ["iv_test"]
    assert ids_of(api_of(other_org), "?external_id=user_1") == ["iv_other"]
