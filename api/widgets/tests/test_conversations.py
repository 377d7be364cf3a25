"""GET /api/v1/conversations and what hangs on one: shapes, filters, pages, tenancy, errors."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.gate.tests.keys import ApiClient, KeyClient, api, api_of, problem
from api.widgets import queries
from api.widgets.answered import LabelledTranscript
from api.widgets.shapes import read_conversation
from api.widgets.tests.asking import ID, ROOT, SAID, WIRE, listed, whole
from conversations.models import Conversation, Template, UsageRecord
from intake.tests.making import conversation, record, save, template
from orgs.models import Organization
from orgs.scopes import Scope
from roxels_dash.tests.serving import analyze

__all__ = ["api", "api_of"]

pytestmark = pytest.mark.django_db


def test_what_came_in_this_shape_goes_out_as_it_came(
    api: ApiClient, northwind: Organization
) -> None:
    save(northwind, [read_conversation(WIRE)])
    assert whole(api, ID) == WIRE
    assert api.get(ROOT).json() == {
        "data": [{name: WIRE[name] for name in WIRE if name not in SAID}],
        "next_cursor": None,
        "has_more": False,
    }


def test_a_conversation_of_another_shape_is_told_in_this_one(
    api: ApiClient, northwind: Organization
) -> None:
    template(northwind)
    conversation(
        northwind,
        template_id="tpl_1",
        status="failed",
        findings=[{"goal": "location", "value": "San Jose"}],
        criteria=[{"criterion": "polite", "passed": None}],
        tool_calls=[{"name": "book", "result": {"ok": True}}],
        usage=[{"component": "stt", "quantity": 12, "unit": "seconds"}],
        source_fields={"page_url": 5, "visitor": "theirs"},
    )
    found = whole(api, "iv_1")
    assert found["outcome"] == "error" and found["widget_id"] == "tpl_1"
    assert found["visitor"] == {"ip_country": None, "ip_region": None, "user_agent": None}
    assert found["credits_charged"] is found["page_url"] is None
    assert [turn["role"] for turn in found["transcript"]] == ["user", "agent"] * 2
    assert json.loads(found["tool_calls"][0]["result"]) == {"ok": True}
    assert found["extracted_data"] == {"location": "San Jose"}
    assert found["criteria_results"] == {"polite": {"passed": None, "reasoning": ""}}
    assert found["extraction"] == "done"


@pytest.mark.parametrize(
    ("status", "ended", "summary", "stage"),
    [
        ("created", None, "", "pending"),
        ("joined", None, "", "pending"),
        ("completed", 1, "", "running"),
        ("completed", 1, "All was said.", "done"),
        ("completed", 70, "", "done"),
    ],
)
def test_the_fields_say_while_they_are_still_being_filled(
    api: ApiClient,
    northwind: Organization,
    status: str,
    ended: int | None,
    summary: str,
    stage: str,
) -> None:
    at = timezone.now() - timedelta(seconds=ended) if ended else None
    Conversation.objects.create(
        organization=northwind, public_id=ID, source="live", status=status, ended_at=at,
        summary=summary,
    )  # fmt: skip
    found = whole(api, ID)
    assert found["extraction"] == stage
    nothing: dict[str, Any] | None = {} if stage == "done" else None
    assert found["extracted_data"] == found["criteria_results"] == nothing


def test_a_criterion_that_is_not_judged_yet_is_waited_for(
    api: ApiClient, northwind: Organization
) -> None:
    template(northwind, criteria=[{"id": "polite"}])
    made = conversation(northwind, ID, template_id="tpl_1")
    Conversation.objects.filter(pk=made.pk).update(source="live", ended_at=timezone.now())
    found = whole(api, ID)
    assert (found["extraction"], found["criteria_results"]) == ("running", None)


def test_what_was_erased_leaves_its_credits(northwind: Organization) -> None:
    save(northwind, [read_conversation(WIRE)])
    [usage] = UsageRecord.objects.filter(organization=northwind)
    assert (int(usage.quantity), usage.unit) == (127, "credits")


def test_the_list_is_narrowed_by_each_filter(api: ApiClient, northwind: Organization) -> None:
    for number, status in enumerate(["completed", "abandoned", "failed", "joined"]):
        widget = f"wgt_{number % 2}"
        conversation(northwind, f"c{number}", minute=number, template_id=widget, status=status)
    assert listed(api) == ["c3", "c2", "c1", "c0"]
    assert listed(api, "?widget_id=wgt_1") == ["c3", "c1"]
    assert listed(api, "?widget_id=none") == []
    for outcome, found in (("completed", "c0"), ("abandoned", "c1"), ("error", "c2")):
        assert listed(api, f"?outcome={outcome}") == [found]
        assert whole(api, found)["outcome"] == outcome
    assert listed(api, "?outcome=error&widget_id=wgt_0&since=2026-06-16") == ["c2"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "filters", [{"outcome": "abandoned"}, {"outcome": "error", "widget_id": "w"}]
)
def test_what_nobody_has_is_not_looked_for_among_all(
    northwind: Organization, filters: dict[str, str]
) -> None:
    """All end well at this widget, while elsewhere half of them do not."""
    [ours, theirs] = Template.objects.bulk_create(
        Template(organization=northwind, public_id=name, name=name) for name in ("w", "other")
    )
    Conversation.objects.bulk_create(
        Conversation(organization=northwind, template=each, source="widget", status=status)
        for _ in range(1500)
        for each, status in ((ours, "completed"), (theirs, "failed"))
    )
    key: Any = SimpleNamespace(organization_id=northwind.pk, is_test=False)
    statement, values = queries.listing(key, filters, None, 50, whole=False)
    analyze("conversations_conversation")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert re.search("Index (Only )?Scan using conversation_(tpl_)?begun_(by_)?status", plan), plan
    assert "Sort" not in plan and "Filter: ((status" not in plan, plan


def test_since_is_inclusive_and_until_is_exclusive(api: ApiClient, northwind: Organization) -> None:
    for number in range(3):
        conversation(northwind, f"c{number}", minute=number)
    assert listed(api, "?since=2026-06-16T14:41:00Z") == ["c2", "c1"]
    assert listed(api, "?until=2026-06-16T14:41:00Z") == ["c0"]
    assert listed(api, "?since=2026-06-16T16:41:00%2B02:00&until=2026-06-16T14:42:00Z") == ["c1"]
    assert len(listed(api, "?since=2026-06-16")) == 3 and listed(api, "?until=2026-06-16") == []


def test_time_is_when_it_began_and_not_when_it_was_planned(
    api: ApiClient, northwind: Organization
) -> None:
    conversation(northwind, "planned", minute=5, created_at="2026-01-01T00:00:00Z")
    conversation(northwind, "spontaneous", minute=1)
    conversation(northwind, "waits", created_at="2026-06-17T00:00:00Z", started_at=None,
                 ended_at=None, status="created", transcript=[])  # fmt: skip
    assert listed(api, "?since=2026-06-16") == ["waits", "planned", "spontaneous"]


def test_the_pages_together_are_the_list_while_conversations_arrive(
    api: ApiClient, northwind: Organization
) -> None:
    for number in range(5):
        conversation(northwind, f"c{number}", minute=number)
    seen, cursor = [], ""
    while cursor is not None:
        page = api.get(f"{ROOT}?limit=2{cursor}").json()
        seen += [item["id"] for item in page["data"]]
        assert page["has_more"] == (page["next_cursor"] is not None)
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
        conversation(northwind, f"new{len(seen)}", minute=60 + len(seen))
    assert seen == ["c4", "c3", "c2", "c1", "c0"]


def test_limits_are_50_and_up_to_200(api: ApiClient, northwind: Organization) -> None:
    save(northwind, [record(f"c{number}", minute=number) for number in range(201)])
    assert len(listed(api)) == 50
    assert len(listed(api, "?limit=200")) == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?limit=0", "limit"),
        ("?limit=201", "limit"),
        ("?outcome=failed", "outcome"),
        ("?since=yesterday", "since"),
        ("?since=2026-13-01", "since"),
        ("?until=2026-06-16T14:41:00", "until"),
        ("?widget_id=%00", "widget_id"),
        ("?cursor=x", "cursor"),
        ("?page=2", "page"),
        ("/conv_xyz789/transcript?format=pdf", "format"),
    ],
)
def test_a_bad_parameter_is_named(api: ApiClient, query: str, field: str) -> None:
    assert problem(api.get(f"{ROOT}{query}"), 400)["field"] == field


def test_transcripts_come_in_three_forms(api: ApiClient, northwind: Organization) -> None:
    save(northwind, [read_conversation(WIRE)])
    text = api.get(f"{ROOT}/{ID}/transcript")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "Do you cater vegan?" in text.content.decode()
    assert api.get(f"{ROOT}/{ID}/transcript?format=txt").content == text.content
    markdown = api.get(f"{ROOT}/{ID}/transcript?format=md")
    assert markdown["Content-Type"] == "text/markdown; charset=utf-8"
    assert markdown.content.decode().startswith("# Conversation conv")
    labelled = api.get(f"{ROOT}/{ID}/transcript?format=json").json()
    LabelledTranscript.model_validate(labelled)
    assert [turn["speaker"] for turn in labelled["transcript"]] == ["Agent", "Visitor"]


def test_every_error_comes_in_the_envelope(
    api: ApiClient, northwind: Organization, api_of: KeyClient
) -> None:
    for path in (f"{ROOT}/{ID}", f"{ROOT}/{ID}/transcript?format=json", f"{ROOT}/a%20b",
                 f"{ROOT}/{ID}/transcript", "/api/v1/none"):  # fmt: skip
        assert problem(api.get(path), 404)["code"] == "not_found"
    assert problem(ApiClient("sk_live_wrong").get(ROOT), 401)["code"] == "unauthorized"
    assert problem(api_of(northwind, Scope.PERSONS_READ).get(ROOT), 403)["code"] == "forbidden"
    assert problem(api.send(ROOT, {}), 405)["code"] == "method_not_allowed"
    limited = api_of(northwind, requests_per_minute=1)
    assert limited.get(ROOT).status_code == 200
    assert problem(limited.get(ROOT), 429)["code"] == "rate_limited"


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

    monkeypatch.setattr(queries, "record", fail)
    api.raise_request_exception = False
    told = problem(api.get(f"{ROOT}/{ID}"), status)
    assert told["code"] == code and "secret" not in told["message"]


def test_anothers_and_the_other_modes_are_unknown(
    api: ApiClient, northwind: Organization, other_org: Organization, api_of: KeyClient
) -> None:
    conversation(northwind, ID)
    for other in (api_of(other_org), api_of(northwind, is_test=True)):
        assert listed(other) == []
        for path in (f"{ROOT}/{ID}", f"{ROOT}/{ID}/transcript?format=json"):
            assert problem(other.get(path), 404) == problem(other.get(f"{ROOT}/none"), 404)
    Conversation.objects.update(erasing_at=timezone.now())
    assert listed(api) == [] and api.get(f"{ROOT}/{ID}").status_code == 404


@pytest.mark.parametrize(
    ("path", "statements"),
    [("", 1), ("?outcome=error&widget_id=tpl_1", 1), ("/c0", 3), ("/c0/transcript?format=json", 2)],
)
def test_one_or_three_make_no_difference(
    api: ApiClient, northwind: Organization, path: str, statements: int
) -> None:
    for number in range(3):
        calls = [{"name": "book"}] * (number + 1)
        conversation(northwind, f"c{number}", minute=number, tool_calls=calls)
        api.get(f"{ROOT}{path}")
        with CaptureQueriesContext(connection) as asked:
            assert api.get(f"{ROOT}{path}").status_code == 200
        assert len(asked) == statements + 2  # the test's own transaction makes a savepoint
