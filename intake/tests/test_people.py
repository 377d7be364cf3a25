"""Importing again and again never makes one person two, nor two persons one."""

from datetime import timedelta
from typing import Any

import pytest

from conversations.models import Conversation, Participation, SearchDocument
from intake.domain import Result, import_persons
from intake.records import PersonRecord
from intake.tests.making import START, conversation, record, save
from orgs.models import Organization
from persons.models import Person

pytestmark = pytest.mark.django_db

ADA = {"external_id": "user_1", "name": "Ada"}


def cast(conversation: Conversation) -> list[int]:
    """Keys of who takes part, in order."""
    parts = Participation.objects.filter(conversation=conversation).order_by("position")
    return list(parts.values_list("person_id", flat=True))


def add_person(organization: Organization, **fields: Any) -> Result:
    [outcome] = import_persons(organization, [PersonRecord.model_validate(fields)])
    return outcome.result


def test_an_external_id_is_one_person_in_all_conversations(northwind: Organization) -> None:
    records = [record(f"iv_{n}", minute=n, persons=[ADA]) for n in range(3)]
    save(northwind, records)
    person = Person.objects.get()
    assert person.conversation_count == 3
    assert person.first_seen_at == START
    assert person.last_seen_at == START + timedelta(minutes=2)


def test_somebody_twice_in_one_conversation_takes_part_once(northwind: Organization) -> None:
    twice = conversation(northwind, persons=[ADA, {"name": "Bob"}, {"external_id": "user_1"}])
    assert (twice.person_count, twice.person_label) == (2, "Ada, Bob")
    assert len(cast(twice)) == 2


def test_nameless_mentions_say_nothing(northwind: Organization) -> None:
    conversation(northwind, persons=[{**ADA, "email": "ada@example.com"}])
    conversation(northwind, "iv_2", persons=[{"external_id": "user_1"}])
    person = Person.objects.get()
    assert (person.name, person.email) == ("Ada", "ada@example.com")


def test_context_is_merged_shallowly_and_null_leaves_it(northwind: Organization) -> None:
    add_person(northwind, **ADA, org_context={"plan": "pro", "tags": {"a": 1}})
    add_person(northwind, external_id="user_1", org_context={"tags": {"b": 2}})
    add_person(northwind, external_id="user_1", org_context=None)
    assert Person.objects.get().org_context == {"plan": "pro", "tags": {"b": 2}}


def test_persons_tell_whether_they_changed(northwind: Organization) -> None:
    assert add_person(northwind, **ADA) is Result.CREATED
    before = Person.objects.get().updated_at
    assert add_person(northwind, **ADA) is Result.UNCHANGED
    assert Person.objects.get().updated_at == before
    assert add_person(northwind, external_id="user_1", name="Ada L.") is Result.UPDATED
    assert Person.objects.get().name_search == f"'ada' 'l' '~o{northwind.pk}'"


def test_a_person_without_external_id_stays_the_same_person(northwind: Organization) -> None:
    first = conversation(northwind, persons=[{"name": "Ada"}, {"name": "Bob"}])
    before = cast(first)
    again = conversation(northwind, persons=[{"name": "Bob"}, {"name": "ADA"}], summary="New.")
    assert cast(again) == before[::-1]
    renamed = conversation(northwind, persons=[{"name": "Robert"}, {"name": "Ada"}])
    assert cast(renamed) == before[::-1]
    assert renamed.person_label == "Robert, Ada"
    assert Person.objects.count() == 2


def test_two_conversations_with_an_ada_are_about_two_adas(northwind: Organization) -> None:
    conversation(northwind, "iv_1", persons=[{"name": "Ada"}])
    conversation(northwind, "iv_2", persons=[{"name": "Ada"}])
    assert Person.objects.count() == 2


def test_an_unnamed_participant_who_is_identified_later_is_the_same(
    northwind: Organization,
) -> None:
    before = cast(conversation(northwind, persons=[{"name": "Ada"}]))
    assert cast(conversation(northwind, persons=[ADA])) == before
    assert Person.objects.get().external_id == "user_1"


def test_who_no_longer_takes_part_is_counted_down(northwind: Organization) -> None:
    conversation(northwind, persons=[ADA, {"external_id": "user_2"}])
    conversation(northwind, persons=[ADA])
    counts = Person.objects.order_by("external_id").values_list("conversation_count", flat=True)
    assert list(counts) == [1, 0]


def test_an_id_finds_the_person_too(northwind: Organization) -> None:
    add_person(northwind, id="person_1", name="Ada")
    seen = conversation(northwind, persons=[{"id": "person_1", "external_id": "user_1"}])
    assert cast(seen) == [Person.objects.get().pk]
    assert Person.objects.get().external_id == "user_1"
    [clash] = import_persons(northwind, [PersonRecord(id="person_1", external_id="user_2")])
    assert (clash.result, clash.field) == (Result.REFUSED, "id")


def test_a_registered_person_is_first_seen_in_a_conversation(northwind: Organization) -> None:
    add_person(northwind, **ADA)
    conversation(northwind, persons=[ADA])
    person = Person.objects.get()
    assert (person.first_seen_at, person.last_seen_at) == (START, START)


def test_sights_that_another_system_gives_are_kept(northwind: Organization) -> None:
    early, late = START - timedelta(days=9), START + timedelta(days=9)
    add_person(northwind, **ADA, first_seen_at=early, last_seen_at=late)
    conversation(northwind, persons=[ADA])
    person = Person.objects.get()
    assert (person.first_seen_at, person.last_seen_at) == (early, late)


def test_a_new_name_shows_in_all_conversations(northwind: Organization) -> None:
    first = conversation(northwind, "iv_1", persons=[ADA, {"name": "Bob"}])
    conversation(northwind, "iv_2", persons=[{**ADA, "name": "Countess Lovelace"}])
    first.refresh_from_db()
    assert (first.person_label, first.revision) == ("Countess Lovelace, Bob", 2)
    document = SearchDocument.objects.get(conversation_id=first.pk).document
    lexemes = {word.split(":")[0] for word in document.split(" ")}
    assert {"'bob'", "'countess'", f"'~o{northwind.pk}'", "'tabl'"} <= lexemes
    assert "'ada'" not in lexemes


def test_persons_of_another_organisation_are_others(
    northwind: Organization, other_org: Organization
) -> None:
    conversation(northwind, persons=[ADA])
    conversation(other_org, persons=[{**ADA, "name": "Someone else"}])
    assert Person.objects.get(organization=northwind).name == "Ada"
    assert Person.objects.count() == 2
