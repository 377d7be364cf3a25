"""GET /v1/backend/conversations and what hangs on one: shapes, filters, pages, tenancy, errors."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from api.backend import queries
from api.backend.queries import RECORD
from api.backend.shapes import read_conversation
from api.backend.tests.asking import AGENT, ID, ROOT, WIRE, listed, problem, whole
from api.gate.tests.keys import ApiClient, KeyClient, api, api_of
from conversations.models import Conversation
from intake.tests.making import conversation, record, save, template
from orgs.models import Organization
from orgs.scopes import Scope
from roxels_dash.tests.serving import analyze
from web.ids import as_uuid

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db


def test_what_came_in_this_shape_goes_out_as_it_came(
    api: ApiClient, northwind: Organization
) -> None:
    save(northwind, [read_conversation(WIRE)])
    assert whole(api, ID) == WIRE
    page = api.get(ROOT).json()
    told = {*WIRE} - {"session_properties", "path_taken", "transcript"}
    assert page == {
        "data": [{name: WIRE[name] for name in WIRE if name in told}],
        "pagination": {"has_more": False, "next_cursor": None, "prev_cursor": None},
    }


def test_a_conversation_of_another_shape_has_values_that_stay_and_find_it(
    api: ApiClient, northwind: Organization
) -> None:
    template(northwind)
    conversation(northwind, template_id="tpl_1", source_fields={"connection_code": "theirs"})
    [public_id] = listed(api)
    assert public_id == as_uuid("iv_1") and UUID(public_id).version == 3
    found = whole(api, public_id.upper())
    assert found["id"] == found["transcript"]["conversation_id"] == public_id
    assert found["connection_code"] == public_id[:8].upper()
    assert found["agent_id"] == as_uuid("tpl_1")
    assert found["path_taken"] == [] and found["turn_count"] == 4
    profile = found["participant_profile"]
    assert (profile["first_name"], profile["last_name"]) == ("François", "Silva")
    assert profile["email"] is None and UUID(profile["id"]).version == 3
    assert {message["modality"] for message in found["transcript"]["messages"]} == {None}
    assert listed(api, f"?agent_id={found['agent_id']}") == [public_id]
    assert whole(api, public_id) == found


def test_nobody_is_no_profile(api: ApiClient, northwind: Organization) -> None:
    conversation(northwind, ID, persons=[])
    assert api.get(f"{ROOT}/{ID}").json()["data"]["participant_profile"] is None


@pytest.mark.django_db(transaction=True)
def test_a_named_one_is_found_by_an_index(northwind: Organization) -> None:
    Conversation.objects.bulk_create(
        Conversation(organization=northwind, source="test") for _ in range(5000)
    )
    analyze("conversations_conversation")
    asked: dict[str, Any] = {"organization": northwind.pk, "is_test": False, "id": as_uuid("iv_7")}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {RECORD}", asked)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    found = re.search("Index Scan using conversation_by_uuid.*\n.*Index Cond: .*OVERLAY", plan)
    assert found, plan


@pytest.mark.parametrize(
    ("ours", "archived", "word"),
    [
        ("created", False, "pending"),
        ("joined", False, "in_progress"),
        ("completed", False, "completed"),
        ("abandoned", False, "abandoned"),
        ("failed", False, "abandoned"),
        ("completed", True, "archived"),
        ("failed", True, "archived"),
    ],
)
def test_each_status_is_told_and_found_by_its_word(
    api: ApiClient, northwind: Organization, ours: str, archived: bool, word: str
) -> None:
    conversation(northwind, ID, status=ours, archived=archived)
    assert api.get(f"{ROOT}/{ID}").json()["data"]["status"] == word
    for status in ("pending", "in_progress", "completed", "abandoned", "archived"):
        assert listed(api, f"?status={status}") == ([ID] if status == word else [])


def test_the_abandoned_and_the_failed_are_one_list(api: ApiClient, northwind: Organization) -> None:
    for number in range(6):
        status = ("abandoned", "failed", "completed")[number % 3]
        conversation(northwind, f"iv_{number}", minute=number, status=status)
    wanted = [as_uuid(f"iv_{number}") for number in (4, 3, 1, 0)]
    assert listed(api, "?status=abandoned") == wanted
    first = api.get(f"{ROOT}?status=abandoned&limit=3").json()
    assert [item["id"] for item in first["data"]] == wanted[:3]
    after = first["pagination"]["next_cursor"]
    assert listed(api, f"?status=abandoned&limit=3&after={after}") == wanted[3:]


def test_the_list_is_narrowed_by_the_agent(api: ApiClient, northwind: Organization) -> None:
    template(northwind, AGENT)
    template(northwind, "tpl_2")
    conversation(northwind, "iv_1", template_id=AGENT)
    conversation(northwind, "iv_2", minute=1, template_id="tpl_2", status="failed")
    assert listed(api, f"?agent_id={AGENT}") == [as_uuid("iv_1")]
    assert listed(api, f"?agent_id={AGENT.upper()}&status=completed") == [as_uuid("iv_1")]
    assert listed(api, f"?agent_id={as_uuid('tpl_2')}&status=abandoned") == [as_uuid("iv_2")]
    assert listed(api, f"?agent_id={uuid4()}") == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?limit=many", "limit"),
        ("?status=done", "status"),
        ("?agent_id=tpl_1", "agent_id"),
        ("?after=x", "after"),
        ("?before=x", "before"),
        ("?before=&after=", "before"),
        ("?cursor=x", "cursor"),
        ("?limit=1&limit=2", "limit"),
    ],
)
def test_a_bad_parameter_is_named(api: ApiClient, query: str, named: str) -> None:
    told = problem(api.get(f"{ROOT}{query}"), 400)
    assert told["code"] == "bad_request" and named in told["message"]


def test_limits_are_20_and_up_to_100(api: ApiClient, northwind: Organization) -> None:
    save(northwind, [record(f"iv_{number}", minute=number) for number in range(101)])
    assert len(listed(api)) == 20
    assert len(listed(api, "?limit=100")) == 100
    assert len(listed(api, "?limit=1")) == 1


def test_every_error_is_told_in_the_documents_envelope(
    api: ApiClient, northwind: Organization, api_of: KeyClient
) -> None:
    api.raise_request_exception = False
    for path in (f"{ROOT}/{ID}", f"{ROOT}/{ID}/transcript", f"{ROOT}/iv_1", "/v1/backend/none"):
        assert problem(api.get(path), 404)["code"] == "not_found"
    assert problem(ApiClient("sk_live_wrong").get(ROOT), 401)["code"] == "unauthorized"
    assert problem(api_of(northwind, Scope.PERSONS_READ).get(ROOT), 403)["code"] == "forbidden"
    assert problem(api.send(ROOT, {}), 405)["code"] == "method_not_allowed"
    assert problem(api.post(ROOT, {}), 415)["code"] == "unsupported_media_type"
    assert problem(api.delete(f"{ROOT}/{ID}"), 405)["code"] == "method_not_allowed"
    limited = api_of(northwind, requests_per_minute=1)
    assert limited.get(ROOT).status_code == 200
    answer = limited.get(ROOT)
    assert problem(answer, 429)["code"] == "rate_limited" and answer["Retry-After"]


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [(RuntimeError, 500, "internal_error"), (OperationalError, 503, "unavailable")],
)
def test_what_fails_here_is_told_in_it_too(
    api: ApiClient,
    monkeypatch: pytest.MonkeyPatch,
    failure: type[Exception],
    status: int,
    code: str,
) -> None:
    def fail(*args: Any, **values: Any) -> None:
        raise failure("secret")

    monkeypatch.setattr(queries, "items", fail)
    api.raise_request_exception = False
    told = problem(api.get(ROOT), status)
    assert told["code"] == code and "secret" not in told["message"]


def test_anothers_and_the_other_modes_are_unknown(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    conversation(northwind, ID)
    unknown = api.get(f"{ROOT}/{uuid4()}")
    for other in (api_of(other_org), api_of(northwind, is_test=True)):
        assert listed(other) == []
        for path in (f"{ROOT}/{ID}", f"{ROOT}/{ID}/transcript"):
            assert other.get(path).content == unknown.content
    Conversation.objects.update(erasing_at="2026-01-01T00:00Z")
    assert api.get(f"{ROOT}/{ID}").content == unknown.content and listed(api) == []


@pytest.mark.parametrize(
    ("path", "statements"),
    [("", 1), ("?status=abandoned", 1), (f"/{as_uuid('iv_0')}", 1),
     (f"/{as_uuid('iv_0')}/transcript", 2)],
)  # fmt: skip
def test_one_or_three_make_no_difference(
    api: ApiClient, northwind: Organization, path: str, statements: int
) -> None:
    for number in range(3):
        people = [{"external_id": f"user_{each}"} for each in range(number + 1)]
        conversation(northwind, f"iv_{number}", minute=number, status="failed", persons=people)
        api.get(f"{ROOT}{path}")
        with CaptureQueriesContext(connection) as asked:
            assert api.get(f"{ROOT}{path}").status_code == 200
        assert len(asked) == statements + 2  # the test's own transaction makes a savepoint
