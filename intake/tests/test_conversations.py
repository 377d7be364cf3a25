"""A conversation goes in with everything in it, and its row says what lists and pages show."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import (
    Conversation,
    CriterionResult,
    Finding,
    Participation,
    SessionEvent,
    ToolCall,
    Turn,
    UsageRecord,
)
from intake.domain import Result, import_conversations
from intake.records import ConversationRecord
from intake.tests.making import START, conversation, record, template, turns
from orgs.models import Organization

pytestmark = pytest.mark.django_db


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def facts(conversation: Conversation, *names: str) -> list[Any]:
    return [getattr(conversation, name) for name in names]


def test_the_row_holds_what_a_list_shows(northwind: Organization) -> None:
    template(northwind)
    saved = conversation(
        northwind,
        template_id="tpl_1",
        persons=[{"external_id": "user_1", "name": "François Silva"}, {"external_id": "user_2"}],
        findings=[
            {"goal": "location", "value": "San Jose"},
            {"goal": "date", "value": None},
            {"goal": "extra", "value": 1},
        ],
        source_fields={"outputs": {"webhooks": [{"status": "failed"}, {"status": "success"}]}},
    )
    assert facts(saved, "person_label", "person_count") == ["François Silva, user_2", 2]
    assert facts(saved, "template_name", "version_number") == ["Restaurants", 1]
    assert facts(saved, "gist", "turn_count") == ["A table at Sino was booked.", 4]
    assert facts(saved, "finding_count", "goals_met", "goals_total") == [3, 1, 2]
    assert saved.findings == {"location": "San Jose", "date": None, "extra": 1}
    assert facts(saved, "deliveries", "deliveries_total", "deliveries_failed") == ["failed", 2, 1]
    assert facts(saved, "revision", "duration_seconds") == [1, 40]


def test_turns_keep_their_order_ids_and_times(northwind: Organization) -> None:
    said = [
        {"role": "user", "text": "First", "id": "turn_given", "modality": "voice", "at": at(0)},
        {"role": "system", "text": ""},
    ]
    conversation(northwind, transcript=said)
    first, second = Turn.objects.order_by("position")
    assert (first.public_id, first.modality, first.at) == ("turn_given", "voice", at(0))
    assert (second.position, second.role, second.text, second.at) == (2, "system", "", None)
    assert second.public_id.startswith("turn_")


def test_a_tool_call_stands_behind_the_turn_it_followed(northwind: Organization) -> None:
    calls = [
        {"name": "untimed"},
        {"name": "before", "at": at(-5)},
        {"name": "late", "at": at(25), "args": {"city": "Napa"}, "result": [1], "duration_ms": 9},
        {"name": "with it", "result": "text"},
        {"name": "early", "at": at(10)},
    ]
    conversation(northwind, transcript=turns("a", "b", "c", "d"), tool_calls=calls)
    stored = ToolCall.objects.order_by("position")
    assert [(call.name, call.after_turn) for call in stored] == [
        ("untimed", 0),
        ("before", 0),
        ("late", 3),
        ("with it", 3),
        ("early", 2),
    ]
    assert (stored[2].args, stored[2].result, stored[2].duration_ms) == ({"city": "Napa"}, [1], 9)
    assert stored[3].result == "text"


def test_findings_are_declared_read_and_evidenced(northwind: Organization) -> None:
    template(northwind)
    given = [{"turn": 2, "start": 0, "end": 5}, {"frame": "frm_1"}]
    findings = [
        {"goal": "location", "value": "San Jose"},
        {"goal": "date", "value": "2026-06-20", "evidence": given, "confidence": 0.5},
        {"goal": "seats", "value": "2", "evidence": []},
        {"goal": "quiet", "value": True, "committed_at": at(20)},
    ]
    conversation(northwind, template_id="tpl_1", findings=findings)
    found = {finding.goal: finding for finding in Finding.objects.all()}
    declared = {goal: finding.declared for goal, finding in found.items()}
    assert declared == {"location": True, "date": True, "seats": False, "quiet": False}
    located = [{"turn": 1, "start": 26, "end": 34}]
    assert (found["location"].evidence, found["location"].evidence_source) == (located, "located")
    assert (found["date"].evidence, found["date"].evidence_source) == (given, "given")
    assert (found["seats"].evidence, found["seats"].evidence_source) == ([], "none")
    assert found["seats"].value_number == Decimal(2)
    assert found["date"].value_time == datetime(2026, 6, 20, tzinfo=UTC)
    assert (found["quiet"].value_key, found["quiet"].committed_at) == ("true", at(20))
    assert {finding.conversation_created_at for finding in found.values()} == {START}


def test_criteria_usage_and_events_go_in(northwind: Organization) -> None:
    conversation(
        northwind,
        criteria=[{"criterion": "polite", "passed": None, "reasoning": "Hard to tell"}],
        usage=[{"component": "stt", "quantity": "1.500001", "unit": "seconds", "cost": "0.02"}],
        events=[
            {"id": "e1", "type": "turn", "at": at(1), "data": {"text": "kept once"}},
            {"id": "e2", "type": "room_joined", "at": at(0), "data": {"client": "web"}},
        ],
    )
    assert CriterionResult.objects.get().reasoning == "Hard to tell"
    usage = UsageRecord.objects.get()
    assert (usage.quantity, usage.cost, usage.at) == (Decimal("1.500001"), Decimal("0.02"), at(40))
    events = SessionEvent.objects.order_by("event_id").values_list("event_id", "data")
    assert list(events) == [("e1", None), ("e2", {"client": "web"})]


def test_a_conversation_can_be_empty(northwind: Organization) -> None:
    before = timezone.now()
    empty = ConversationRecord(id="iv_1", source="roxels", status="created")
    [outcome] = import_conversations(northwind, [empty])
    saved = Conversation.objects.get()
    assert outcome.result is Result.CREATED
    assert saved.created_at >= before
    assert facts(saved, "template", "person_label", "gist", "duration_seconds") == [
        None,
        "",
        "",
        None,
    ]
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("given", "created_at"),
    [({"created_at": at(-9)}, at(-9)), ({"created_at": None}, START)],
)
def test_it_was_created_when_said_else_when_it_started(
    northwind: Organization, given: dict[str, Any], created_at: datetime
) -> None:
    assert conversation(northwind, **given).created_at == created_at
    assert Participation.objects.get().conversation_created_at == created_at


def test_a_duration_that_is_not_given_is_counted(northwind: Organization) -> None:
    assert conversation(northwind, duration_seconds=None).duration_seconds == 40


def test_texts_keep_every_character(northwind: Organization) -> None:
    odd = "tab\t newline\n backslash \\N \\. quote ' \" \u2028 😀 e\u0301 ﷽"
    saved = conversation(
        northwind,
        transcript=[{"role": "user", "text": odd}],
        findings=[{"goal": "odd", "value": odd}],
        context={odd: [odd]},
    )
    assert Turn.objects.get().text == odd
    assert Finding.objects.get().value == odd
    assert saved.context == {odd: [odd]}


def test_each_organisation_has_its_own(northwind: Organization, other_org: Organization) -> None:
    ours, theirs = conversation(northwind), conversation(other_org)
    assert ours.pk != theirs.pk
    assert import_conversations(other_org, [record("iv_1")])[0].result is Result.UNCHANGED
    assert {part.organization_id for part in Participation.objects.all()} == {
        northwind.pk,
        other_org.pk,
    }
