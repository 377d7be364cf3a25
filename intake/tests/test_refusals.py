"""A record that cannot go in is refused by field and reason, and stops none of the others."""

import logging
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from conversations.domain import tombstone_digests
from conversations.models import Conversation, Template, Tombstone
from intake import batch, head
from intake.domain import Outcome, Result, import_conversations, import_persons, import_templates
from intake.records import PersonRecord, TemplateRecord
from intake.tests.making import START, conversation, record, template
from orgs.models import Organization
from persons.models import Person

pytestmark = pytest.mark.django_db


def take(organization: Organization, **fields: Any) -> Outcome:
    [outcome] = import_conversations(organization, [record("iv_1", **fields)])
    return outcome


def evidence(**given: Any) -> dict[str, Any]:
    return {"findings": [{"goal": "location", "value": "Napa", "evidence": [given]}]}


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"started_at": START, "ended_at": START.replace(year=2025)}, "ended_at", "before"),
        ({"source": "live"}, "source", "led here"),
        ({"template_version": 1}, "template_version", "without a template"),
        ({"template_id": "tpl_new", "template_version": 2}, "template_version", "no version"),
        (evidence(turn=5), "findings[0].evidence[0].turn", "no turn"),
        (evidence(turn=4, start=0, end=8), "findings[0].evidence[0].end", "beyond"),
        (evidence(turn=4, start=3, end=3), "findings[0].evidence[0].start", "not before end"),
        (evidence(turn=4, start=3), "findings[0].evidence[0]", "alone"),
        (evidence(), "findings[0].evidence[0]", "neither"),
        (evidence(turn=1, frame="frm_1"), "findings[0].evidence[0]", "both"),
        (evidence(frame="frm_1", start=0, end=1), "findings[0].evidence[0].start", "frame"),
        (
            {"findings": [{"goal": "a", "value": 1}, {"goal": "a", "value": 2}]},
            "findings[1].goal",
            "before",
        ),
        ({"criteria": [{"criterion": "a"}, {"criterion": "a"}]}, "criteria[1].criterion", "before"),
        (
            {"persons": [{"first_seen_at": START, "last_seen_at": START.replace(year=2025)}]},
            "persons[0].last_seen_at",
            "before",
        ),
    ],
)
def test_a_record_that_contradicts_itself(
    northwind: Organization, fields: dict[str, Any], field: str, reason: str
) -> None:
    outcome = take(northwind, **fields)
    assert (outcome.result, outcome.field, outcome.id) == (Result.REFUSED, field, None)
    assert reason in outcome.reason
    assert not Conversation.objects.exists()
    assert not Template.objects.exists()
    assert not Person.objects.exists()


def test_a_span_may_reach_the_end_of_its_turn(northwind: Organization) -> None:
    assert take(northwind, **evidence(turn=4, start=0, end=7)).result is Result.CREATED


@pytest.mark.parametrize("public_id", ["iv_1", "sess_1"])
def test_an_erased_conversation_does_not_come_back(
    northwind: Organization, other_org: Organization, public_id: str
) -> None:
    [digest] = tombstone_digests(northwind.pk, public_id)
    Tombstone.objects.create(organization=northwind, digest=digest, erased_at=timezone.now())
    outcome = take(northwind, session_id="sess_1")
    assert (outcome.result, outcome.reason) == (Result.REFUSED, "was erased")
    assert take(other_org, session_id="sess_1").result is Result.CREATED


def test_one_that_is_being_erased_is_left_alone(northwind: Organization) -> None:
    conversation(northwind)
    Conversation.objects.update(erasing_at=timezone.now())
    for summary in ("A table at Sino was booked.", "New."):
        outcome = take(northwind, summary=summary)
        assert (outcome.result, outcome.field) == (Result.REFUSED, "id")
    assert Conversation.objects.get().revision == 1


def test_one_that_was_led_here_is_not_imported_over(northwind: Organization) -> None:
    made = conversation(northwind)
    Conversation.objects.update(source="live", digest=None)
    outcome = take(northwind, summary="New.")
    assert (outcome.result, outcome.field) == (Result.REFUSED, "id")
    made.refresh_from_db()
    assert made.revision == 1


def test_a_session_belongs_to_one_conversation(northwind: Organization) -> None:
    first, second = record("iv_1", session_id="sess_1"), record("iv_2", session_id="sess_1")
    for outcomes in (
        import_conversations(northwind, [first, second]),
        import_conversations(northwind, [first, second]),
    ):
        assert outcomes[0].result is not Result.REFUSED
        assert (outcomes[1].result, outcomes[1].field) == (Result.REFUSED, "session_id")
    assert Conversation.objects.count() == 1


def test_a_person_who_is_being_erased_is_not_named_by_id(northwind: Organization) -> None:
    import_persons(northwind, [PersonRecord(id="person_1", external_id="user_1")])
    Person.objects.filter(public_id="person_1").update(erasing_at=timezone.now())
    refused = take(northwind, persons=[{"name": "Ada"}, {"id": "person_1"}])
    assert (refused.result, refused.field) == (Result.REFUSED, "persons[1].id")
    assert Person.objects.count() == 1
    conversation(northwind, persons=[{"external_id": "user_1"}])
    assert Person.objects.filter(external_id="user_1", erasing_at=None).count() == 1


def test_templates_and_persons_are_refused_alike(northwind: Organization) -> None:
    [nobody] = import_persons(northwind, [PersonRecord(name="Ada")])
    assert (nobody.result, nobody.field) == (Result.REFUSED, "external_id")
    twins = {"id": "tpl_1", "name": "T", "goals": [{"id": "a"}, {"id": "a"}]}
    [outcome] = import_templates(northwind, [TemplateRecord.model_validate(twins)])
    assert (outcome.result, outcome.field) == (Result.REFUSED, "goals[1].id")
    assert not Template.objects.exists()


def test_what_only_the_database_refuses_leaves_the_others_in(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    template(northwind)
    ours = [record(f"iv_{number}", summary=f"Secret {number}") for number in range(9)]
    make = head.conversation_row

    def with_a_surprise(organization_id: int, draft: Any) -> tuple:
        row = make(organization_id, draft)
        source = head.CONVERSATIONS.columns.index("source")
        bad = draft.record.id in {"iv_3", "iv_7"}
        return (*row[:source], "" if bad else row[source], *row[source + 1 :])

    monkeypatch.setattr(head, "conversation_row", with_a_surprise)
    with caplog.at_level(logging.WARNING):
        outcomes = import_conversations(northwind, ours)
    refused = {number for number, out in enumerate(outcomes) if out.result is Result.REFUSED}
    assert refused == {3, 7}
    assert outcomes[3].reason == "breaks the rule conversation_source"
    assert Conversation.objects.count() == 7
    assert "conversation_source" in caplog.text
    assert "Secret" not in caplog.text
    assert Person.objects.get().conversation_count == 7


def test_a_failing_database_is_no_fault_of_the_record(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise DatabaseError("the connection is gone")

    monkeypatch.setattr(batch, "reserve_ids", fail)
    with pytest.raises(DatabaseError):
        take(northwind)
    assert not Conversation.objects.exists()
