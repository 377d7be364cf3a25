"""The same record again changes nothing; a changed one changes what differs and keeps the rest."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.models import Conversation, Finding, SearchDocument, ToolCall, Turn, UsageRecord
from intake.digest import digest
from intake.domain import Result, import_conversations
from intake.tests.making import START, conversation, record, template, turns
from orgs.models import Organization

pytestmark = pytest.mark.django_db

FULL: dict[str, Any] = {
    "template_id": "tpl_1",
    "session_id": "sess_1",
    "persons": [{"name": "Ada"}, {"external_id": "user_1", "org_context": {"plan": "pro"}}],
    "findings": [{"goal": "location", "value": "San Jose"}, {"goal": "seats", "value": 2}],
    "tool_calls": [{"name": "search", "at": START}],
    "criteria": [{"criterion": "polite", "passed": True}],
    "usage": [{"component": "stt", "quantity": 3, "unit": "seconds"}],
    "events": [{"id": "e1", "type": "joined", "at": START}],
}


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of the rooms that intake writes to."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for room in ("persons", "conversations")
        for model in apps.get_app_config(room).get_models()
    }


def results(organization: Organization, *records: Any) -> list[Result]:
    return [outcome.result for outcome in import_conversations(organization, records)]


def test_the_same_record_again_writes_nothing(northwind: Organization) -> None:
    assert results(northwind, record("iv_1", **FULL)) == [Result.CREATED]
    before = everything()
    assert results(northwind, record("iv_1", **FULL)) == [Result.UNCHANGED]
    assert everything() == before


def test_a_changed_record_raises_the_revision(northwind: Organization) -> None:
    first = conversation(northwind, **FULL)
    again = conversation(northwind, **{**FULL, "summary": "It was cancelled."})
    assert (again.pk, again.revision, again.gist) == (first.pk, 2, "It was cancelled.")
    assert again.updated_at > first.updated_at


def test_rows_that_stay_keep_their_ids(northwind: Organization) -> None:
    conversation(northwind, **FULL)
    turn_ids = list(Turn.objects.order_by("position").values_list("pk", "public_id"))
    finding = Finding.objects.get(goal="location").pk
    changed = {
        **FULL,
        "transcript": turns("A table in Napa.", "Which restaurant?", "Sino, please."),
        "findings": [{"goal": "time", "value": "noon"}, {"goal": "location", "value": "Napa"}],
        "tool_calls": [],
    }
    conversation(northwind, **changed)
    assert list(Turn.objects.order_by("position").values_list("pk", "public_id")) == turn_ids[:3]
    assert Turn.objects.get(position=1).text == "A table in Napa."
    stored = Finding.objects.get(goal="location")
    assert (stored.pk, stored.value) == (finding, "Napa")
    assert set(Finding.objects.values_list("goal", flat=True)) == {"location", "time"}
    assert not ToolCall.objects.exists()
    assert UsageRecord.objects.count() == 1


def test_the_search_document_follows(northwind: Organization) -> None:
    conversation(northwind, summary="A canoe was rented.")
    later = START + timedelta(days=62)
    conversation(northwind, summary="A kayak was rented.", created_at=later)
    document = SearchDocument.objects.get()
    assert "'kayak'" in document.document
    assert "'canoe'" not in document.document
    assert document.created_at == later


def test_records_of_one_id_in_one_batch_count_as_given_in_turn(northwind: Organization) -> None:
    first, second = record("iv_1", summary="First."), record("iv_1", summary="Second.")
    assert results(northwind, first, second, second, record("iv_2"), first) == [
        Result.CREATED,
        Result.UPDATED,
        Result.UNCHANGED,
        Result.CREATED,
        Result.UPDATED,
    ]
    assert Conversation.objects.get(public_id="iv_1").summary == "First."


def test_a_row_that_something_else_changed_is_written_again(northwind: Organization) -> None:
    conversation(northwind)
    Conversation.objects.update(digest=None, summary="Corrected by hand.")
    assert results(northwind, record("iv_1")) == [Result.UPDATED]
    assert Conversation.objects.get().summary == "A table at Sino was booked."


def test_the_time_of_creation_stays_where_the_record_has_none(northwind: Organization) -> None:
    timeless: dict[str, Any] = {"created_at": None, "started_at": None, "ended_at": None}
    first = conversation(northwind, **timeless)
    assert conversation(northwind, **timeless, summary="New.").created_at == first.created_at


def test_archiving_follows_its_source_and_what_was_done_here_stays(
    northwind: Organization,
) -> None:
    away = conversation(northwind, archived=True).archived_at
    assert away is not None
    assert conversation(northwind, archived=True, summary="Late.").archived_at == away
    assert conversation(northwind, archived=False).archived_at is None
    by_hand = timezone.now()
    Conversation.objects.update(archived_at=by_hand)
    assert conversation(northwind, archived=False, summary="Later.").archived_at == by_hand
    conversation(northwind, archived=True)
    Conversation.objects.update(archived_at=None)
    assert conversation(northwind, archived=True, summary="Last.").archived_at is None


def test_a_conversation_keeps_the_version_it_was_bound_to(northwind: Organization) -> None:
    template(northwind)
    conversation(northwind, template_id="tpl_1")
    template(northwind, goals=[{"id": "location"}])
    again = conversation(northwind, template_id="tpl_1", summary="New.")
    assert (again.version_number, again.goals_total) == (1, 2)
    assert conversation(northwind, "iv_2", template_id="tpl_1").version_number == 2


STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
# Beyond these a float is a whole number to PostgreSQL, and comes back as the nearest one.
NUMBERS = st.integers() | st.floats(-(2.0**53), 2.0**53)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STORABLE, st.dictionaries(STORABLE, st.none() | st.booleans() | NUMBERS | STORABLE))
def test_whatever_it_holds_the_second_time_is_unchanged(
    northwind: Organization, summary: str, context: dict[str, Any]
) -> None:
    given_twice = record("iv_1", summary=summary, context=context)
    import_conversations(northwind, [given_twice])
    assert results(northwind, given_twice) == [Result.UNCHANGED]
    stored = Conversation.objects.get()
    assert (stored.summary, stored.context) == (summary, context)


def test_the_digest_ignores_the_order_of_keys_and_not_that_of_turns() -> None:
    one = record("iv_1", context={"a": 1, "b": 2}, transcript=turns("a", "b"))
    said = turns("a", "b")
    assert digest(one) == digest(record("iv_1", context={"b": 2, "a": 1}, transcript=said))
    said = turns("b", "a")
    assert digest(one) != digest(record("iv_1", context={"a": 1, "b": 2}, transcript=said))
