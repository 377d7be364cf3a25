"""An erasure from beginning to end: what goes, what stays, and what is told of it."""

import pytest

from conversations.models import (
    Conversation,
    Finding,
    Participation,
    SearchDocument,
    Tombstone,
    Turn,
    UsageRecord,
)
from erasure.models import Comment, Identity, Mention, State, Target
from erasure.tests.making import begun, erased, requested, worked
from intake.tests.making import conversation
from orgs.models import Organization
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def person(organization: Organization, external_id: str = "user_1") -> Person:
    return Person.objects.get(
        organization=organization, external_id=external_id, erasing_at__isnull=True
    )


def test_everything_of_the_person_goes_and_nothing_of_others(northwind: Organization) -> None:
    conversation(
        northwind,
        findings=[{"goal": "location", "value": "San Jose"}],
        usage=[{"component": "llm", "quantity": 3, "unit": "tokens", "at": "2026-06-16T14:41:00Z"}],
    )
    conversation(
        northwind, "iv_2", persons=[{"external_id": "user_2", "name": "Ada"}], transcript=[]
    )
    erasure = erased(northwind, person(northwind).public_id)
    assert list(Conversation.objects.values_list("public_id", flat=True)) == ["iv_2"]
    assert [p.external_id for p in Person.objects.all()] == ["user_2"]
    assert not Turn.objects.exists() and not Finding.objects.exists()
    assert SearchDocument.objects.count() == 1
    assert UsageRecord.objects.get().conversation is None
    assert Tombstone.objects.count() == 1
    for forgotten in (Identity, Target, Mention, Comment):
        assert not forgotten.objects.exists()
    assert erasure.before["conversations_turn"] == 4 and erasure.after["conversations_turn"] == 0
    assert set(erasure.after.values()) == {0}


def test_the_dry_run_tells_what_would_go_and_hides_nothing(northwind: Organization) -> None:
    conversation(northwind)
    erasure = requested(northwind, person(northwind).public_id)
    assert erasure.state == State.COUNTED
    assert erasure.counts["conversations_turn"] == 4
    assert erasure.counts["conversations_conversation"] == 1
    assert Conversation.objects.filter(erasing_at__isnull=True).count() == 1


def test_others_who_took_part_stay_and_are_counted_anew(northwind: Organization) -> None:
    both = [{"external_id": "user_1", "name": "François"}, {"external_id": "user_2", "name": "Ada"}]
    conversation(northwind, "iv_1", minute=60, persons=both)
    conversation(northwind, "iv_2", persons=both[1:])
    erased(northwind, person(northwind).public_id)
    ada = Person.objects.get()
    last = Conversation.objects.get()
    assert (ada.external_id, ada.conversation_count) == ("user_2", 1)
    assert ada.last_seen_at == last.started_at
    assert Participation.objects.count() == 1


def test_the_external_id_is_free_at_once_for_a_fresh_person(northwind: Organization) -> None:
    conversation(northwind, persons=[{"external_id": "user_1", "org_context": {"plan": "gold"}}])
    erasure = begun(northwind, person(northwind).public_id)
    conversation(northwind, "iv_9", persons=[{"external_id": "user_1"}])
    assert worked(erasure).state == State.DONE
    fresh = Person.objects.get()
    assert (fresh.external_id, fresh.org_context, fresh.conversation_count) == ("user_1", {}, 1)


def test_the_same_external_id_in_another_organisation_stays(
    northwind: Organization, other_org: Organization
) -> None:
    conversation(northwind)
    conversation(other_org)
    erased(northwind, person(northwind).public_id)
    assert Conversation.objects.get().organization == other_org
    assert Person.objects.get().organization == other_org
