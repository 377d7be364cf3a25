"""Conversations are created for their persons, one or a thousand in as many statements."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation, Participation, RollupMark, SearchDocument, Template
from intake.batch import lock
from intake.domain import Refusal, Result, create_conversations, save_person, save_template
from intake.records import PersonRecord, TemplateRecord
from intake.tests.live.playing import ADA, session
from intake.tests.live.test_once import AT_ONCE, at_once
from intake.tests.making import conversation, template
from orgs.models import Organization
from persons.models import Person

NOBODY = PersonRecord(name="Somebody")


def create(organization: Organization, *people: list[PersonRecord]) -> list[Conversation]:
    with transaction.atomic():
        return create_conversations(
            organization.pk, "tpl_1", people, {"plan": "pro"}, is_test=False
        )


@pytest.mark.django_db
def test_what_is_created_is_bound_named_and_found(northwind: Organization) -> None:
    template(northwind)
    template(northwind, goals=[{"id": "location"}, {"id": "date"}, {"id": "time"}])
    before = timezone.now()
    [made] = create(northwind, [ADA, PersonRecord(name="Bob")])
    stored = Conversation.objects.get()
    assert (made.pk, made.public_id) == (stored.pk, stored.public_id)
    assert (stored.public_id[:3], (stored.session_id or "")[:5]) == ("iv_", "sess_")
    assert (stored.source, stored.status, stored.revision) == ("live", "created", 1)
    assert (stored.template_name, stored.version_number, stored.goals_total) == (
        "Restaurants",
        2,
        3,
    )
    assert (stored.person_label, stored.person_count) == ("Ada Lovelace, Bob", 2)
    assert stored.context == {"plan": "pro"}
    assert before <= stored.created_at <= timezone.now()
    assert stored.joinable_until == stored.created_at + timedelta(days=settings.JOIN_LINK_DAYS)
    parts = Participation.objects.order_by("position").values_list("person__name", "position")
    assert list(parts) == [("Ada Lovelace", 0), ("Bob", 1)]
    assert "'lovelac'" in SearchDocument.objects.get().document
    assert RollupMark.objects.get().day == stored.created_at.date()
    for field in Conversation._meta.concrete_fields:
        assert getattr(made, field.attname) == getattr(stored, field.attname), field


@pytest.mark.django_db
def test_persons_are_found_or_made(northwind: Organization) -> None:
    conversation(northwind, persons=[{"external_id": "user_1", "name": "Ada"}])
    create_for = [[ADA], [ADA, NOBODY, ADA], [NOBODY], []]
    template(northwind)
    made = create(northwind, *create_for)
    assert [each.person_count for each in made] == [1, 2, 1, 0]
    ada = Person.objects.get(external_id="user_1")
    assert (ada.name, ada.conversation_count) == ("Ada Lovelace", 3)
    assert (ada.last_seen_at, Person.objects.count()) == (made[0].created_at, 3)
    labels = Conversation.objects.order_by("pk").values_list("person_label", flat=True)
    assert list(labels) == [
        "Ada Lovelace",
        "Ada Lovelace",
        "Ada Lovelace, Somebody",
        "Somebody",
        "",
    ]


@pytest.mark.django_db
def test_a_template_must_be_known(northwind: Organization, other_org: Organization) -> None:
    template(other_org)
    with pytest.raises(Refusal) as caught:
        create(northwind, [ADA])
    assert caught.value.field == "template_id"
    template(northwind)
    Template.objects.filter(organization=northwind).update(archived_at=timezone.now())
    with pytest.raises(Refusal):
        create(northwind, [ADA])
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_conversation_has_room_for_a_hundred(northwind: Organization) -> None:
    template(northwind)
    with pytest.raises(Refusal) as caught:
        create(northwind, [ADA], [NOBODY] * 101)
    assert caught.value.field == "persons[1]"


@pytest.mark.django_db
@pytest.mark.parametrize("person", [ADA, NOBODY])
def test_a_thousand_take_as_many_statements_as_one(
    northwind: Organization, other_org: Organization, person: PersonRecord
) -> None:
    counts = []
    for organization, number in ((northwind, 1), (other_org, 1000)):
        template(organization)
        with CaptureQueriesContext(connection) as queries:
            create(organization, *[[person]] * number)
        counts.append(len(queries))
        assert Participation.objects.filter(organization=organization).count() == number
    assert counts[0] == counts[1] <= 10


@pytest.mark.django_db(transaction=True)
def test_one_person_is_made_once_by_many(northwind: Organization) -> None:
    template(northwind)
    at_once(lambda _: create(northwind, [ADA]))
    assert Person.objects.get().conversation_count == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_who_is_known_need_not_wait_for_an_import(northwind: Organization) -> None:
    session(northwind)
    holding, done = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock(northwind.pk)
                holding.set()
                done.wait(timeout=120)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        assert holding.wait(timeout=120)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                create(northwind, [ADA, NOBODY])
        finally:
            done.set()
        held.result(timeout=120)


@pytest.mark.django_db
def test_a_person_is_saved_by_external_id(northwind: Organization) -> None:
    person, is_new = save_person(northwind.pk, ADA)
    assert (person.name, is_new) == ("Ada Lovelace", True)
    made = session(northwind)
    renamed = PersonRecord(external_id="user_1", name="Ada King", org_context={"plan": "pro"})
    again, is_new = save_person(northwind.pk, renamed)
    assert (again.pk, again.org_context, is_new) == (person.pk, {"plan": "pro"}, False)
    made.refresh_from_db()
    assert made.person_label == "Ada King"
    with pytest.raises(Refusal) as caught:
        save_person(northwind.pk, NOBODY)
    assert caught.value.field == "external_id"


@pytest.mark.django_db
def test_a_template_is_saved_by_id(northwind: Organization) -> None:
    first = TemplateRecord(id="tpl_1", name="Restaurants")
    saved, result = save_template(northwind.pk, first)
    assert (saved.public_id, result) == ("tpl_1", Result.CREATED)
    assert save_template(northwind.pk, first)[1] is Result.UNCHANGED
    changed = first.model_copy(update={"instructions": "Ask"})
    assert save_template(northwind.pk, changed)[1] is Result.UPDATED
    twins = {"id": "tpl_1", "name": "T", "goals": [{"id": "a"}, {"id": "a"}]}
    with pytest.raises(Refusal) as caught:
        save_template(northwind.pk, TemplateRecord.model_validate(twins))
    assert caught.value.field == "goals[1].id"
