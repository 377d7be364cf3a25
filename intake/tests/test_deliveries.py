"""What an imported conversation had set off is kept as history: told of, counted, never sent."""

import importlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.models import Conversation, Delivered
from intake.domain import Result, import_conversations
from intake.past import past_deliveries, summarise
from intake.tests.making import START, conversation, record, template
from orgs.models import Organization
from outputs.domain.counting import recount_deliveries
from outputs.models import Delivery, Kind, State
from outputs.tests.making import endpoint, webhook

URL = "https://hooks.example.com/in"


def sent(*statuses: Any) -> list[dict[str, Any]]:
    return [{"url": URL, "status": status} for status in statuses]


def stand(outputs: Any) -> tuple[Any, ...]:
    return summarise(list(past_deliveries(record("iv_1", source_fields={"outputs": outputs}))))


def brought(organization: Organization, outputs: Any, **fields: Any) -> Conversation:
    return conversation(organization, source_fields={"outputs": outputs}, **fields)


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        (None, (Delivered.NONE, 0, 0)),
        ({}, (Delivered.NONE, 0, 0)),
        ({"webhooks": []}, (Delivered.NONE, 0, 0)),
        ({"webhooks": sent("success")}, (Delivered.SUCCESS, 1, 0)),
        ({"webhooks": sent("success", "pending")}, (Delivered.PENDING, 2, 0)),
        ({"webhooks": sent("success"), "chained": sent("failed")}, (Delivered.FAILED, 2, 1)),
        ({"callbacks": sent("pending", "Failed", "failed")}, (Delivered.FAILED, 3, 2)),
        ({"callbacks": [{"name": "opened"}]}, (Delivered.SUCCESS, 1, 0)),
        ({"webhooks": sent("success", "unheard of")}, (Delivered.SUCCESS, 2, 0)),
        ({"webhooks": sent("unheard of")}, (Delivered.NONE, 1, 0)),
        ({"pigeons": sent("success")}, (Delivered.NONE, 0, 0)),
    ],
)
def test_the_worst_delivery_names_the_whole(outputs: Any, expected: tuple[Any, ...]) -> None:
    assert stand(outputs) == expected


@pytest.mark.parametrize(
    "odd", ["sent", 5, [1], {"webhooks": 5}, {"webhooks": [1, None, {"status": 5}, {}]}]
)
def test_what_is_no_delivery_is_not_counted(odd: Any) -> None:
    assert stand(odd) == (Delivered.NONE, 0, 0)


@pytest.mark.django_db
def test_an_import_tells_what_was_delivered_where_it_comes_from(northwind: Organization) -> None:
    template(northwind)
    outputs = {
        "webhooks": [
            {"url": "https://me:pw@a.example/in?key=1", "attempts": 3, "status": "failed",
             "status_code": 503, "goal": "location", "timestamp": "2026-06-16T14:50:00Z"},
            {"url": "no address", "attempts": -1, "status": "pending", "event": "x" * 70},
        ],
        "callbacks": [{"name": "opened"}],
        "chained": [{"url": URL, "attempts": True, "status": "success"}],
    }  # fmt: skip
    told = brought(northwind, outputs, template_id="tpl_1")
    failed, pending, callback, chained = Delivery.objects.order_by("id")
    assert (failed.kind, failed.state, failed.event_type) == (
        Kind.WEBHOOK, State.FAILED, "goal.committed",
    )  # fmt: skip
    assert (failed.target, failed.goal) == ("https://a.example/in", "location")
    assert (failed.attempt_count, failed.last_status) == (3, 503)
    assert failed.created_at == failed.finished_at == datetime(2026, 6, 16, 14, 50, tzinfo=UTC)
    assert (pending.target, pending.attempt_count, pending.event_type) == ("", 0, "x" * 60)
    assert (pending.finished_at, pending.next_attempt_at) == (None, None)
    assert (callback.kind, callback.target, callback.event_type) == (
        Kind.CALLBACK, "opened", "callback.fired",
    )  # fmt: skip
    assert (chained.kind, chained.event_type) == (Kind.CHAINED, "imported")
    assert chained.created_at == START + timedelta(seconds=40)
    for delivery in (failed, pending, callback, chained):
        assert delivery.is_history
        assert delivery.template_id == told.template_id
        assert not delivery.attempts.exists() and not hasattr(delivery, "content")


@pytest.mark.django_db
def test_an_import_sets_nothing_off(northwind: Organization) -> None:
    template(northwind, outputs=[webhook(endpoint(northwind))])
    conversation(northwind, template_id="tpl_1", findings=[{"goal": "location", "value": "Napa"}])
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_the_same_again_writes_nothing_and_another_replaces_it(northwind: Organization) -> None:
    brought(northwind, {"webhooks": sent("failed", "pending"), "chained": sent("success")})
    before = list(Delivery.objects.order_by("id").values_list("id", "public_id"))
    brought(northwind, {"webhooks": sent("failed", "pending"), "chained": sent("success")})
    assert list(Delivery.objects.order_by("id").values_list("id", "public_id")) == before

    later = brought(northwind, {"webhooks": sent("success", "success", "failed")})
    found = Delivery.objects.order_by("id").values_list("public_id", "kind", "state")
    first, second, third = found
    assert first == (before[0][1], Kind.WEBHOOK, State.SUCCEEDED)
    assert second == (before[1][1], Kind.WEBHOOK, State.SUCCEEDED)
    assert third[1:] == (Kind.WEBHOOK, State.FAILED)
    assert (later.deliveries, later.deliveries_total, later.deliveries_failed) == ("failed", 3, 1)


@pytest.mark.django_db
def test_the_counts_on_the_conversation_are_those_of_the_rows(northwind: Organization) -> None:
    outputs = {"webhooks": sent("success", "unheard of", "pending"), "callbacks": [{"name": "a"}]}
    told = brought(northwind, outputs)
    before = (told.deliveries, told.deliveries_total, told.deliveries_failed)
    recount_deliveries([told.pk])
    told.refresh_from_db()
    assert (told.deliveries, told.deliveries_total, told.deliveries_failed) == before


@pytest.mark.django_db
def test_it_takes_as_many_statements_for_many_as_for_one(northwind: Organization) -> None:
    def statements(count: int, status: str) -> int:
        outputs = {"webhooks": sent(*[status] * count), "chained": sent(status)}
        records = [
            record(f"iv_{number}", source_fields={"outputs": outputs}) for number in range(count)
        ]
        with CaptureQueriesContext(connection) as asked:
            outcomes = import_conversations(northwind, records)
        assert {outcome.result for outcome in outcomes} <= {Result.CREATED, Result.UPDATED}
        return len(asked)

    statements(9, "pending")
    assert statements(1, "success") == statements(9, "failed")


@pytest.mark.django_db
def test_what_was_imported_before_there_was_history_gets_it_too(northwind: Organization) -> None:
    outputs = {
        "webhooks": [
            {"url": "https://me:pw@a.example:8443/in?k=1", "status": "Success", "attempts": 2},
            {"url": "nowhere", "status": "failed", "goal": "location", "status_code": 503},
            {"status": 5},
        ],
        "callbacks": [{"name": "opened"}, {"name": "closed", "status": "unheard of"}],
        "chained": [{"url": URL, "status": "queued", "event": "own", "output": "score"}],
    }
    brought(northwind, outputs)
    conversation(northwind, "iv_2", source_fields={"outputs": "none"})
    facts = [
        field.attname
        for field in Delivery._meta.concrete_fields
        if field.attname not in ("id", "public_id")
    ]
    imported = list(Delivery.objects.order_by("id").values(*facts))
    assert len(imported) == 5
    Delivery.objects.all().delete()
    tell = importlib.import_module("outputs.migrations.0002_history_of_imports").TELL
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(tell)
        assert list(Delivery.objects.order_by("id").values(*facts)) == imported
