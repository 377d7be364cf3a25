"""The register: who is meant by a mention, and what the mention adds to them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.models import Organization
from persons.domain import Mention, MentionConflict, PersonRegister
from persons.models import Person

pytestmark = pytest.mark.django_db


def register(organization: Organization, *mentions: Mention) -> list[Person]:
    """Register the mentions of one conversation and save."""
    people = PersonRegister(organization.pk, mentions)
    found = people.identify(mentions)
    people.save()
    return found


def test_a_person_is_made_with_an_id_of_ours_or_the_given_one(northwind: Organization) -> None:
    ours, given = register(northwind, Mention(name="Ada"), Mention(public_id="person_x"))
    assert ours.public_id.startswith("person_")
    assert given.public_id == "person_x"


def test_an_external_id_goes_before_an_id(northwind: Organization) -> None:
    first, second = register(
        northwind, Mention(public_id="p_1", external_id="u_1"), Mention(public_id="p_2")
    )
    [meant] = register(northwind, Mention(public_id="p_2", external_id="u_1"))
    assert meant.pk == first.pk != second.pk


def test_a_conflict_changes_nobody(northwind: Organization) -> None:
    register(northwind, Mention(public_id="p_1", external_id="u_1", name="Ada"))
    mentions = [Mention(external_id="u_1", name="New"), Mention(public_id="p_1", external_id="u_2")]
    people = PersonRegister(northwind.pk, mentions)
    with pytest.raises(MentionConflict) as conflict:
        people.identify(mentions)
    people.save()
    assert (conflict.value.index, conflict.value.field) == (1, "id")
    assert Person.objects.get().name == "Ada"


def test_a_name_is_found_by_its_words(northwind: Organization) -> None:
    register(northwind, Mention(name="José Núñez"))
    assert Person.objects.get().name_search == f"'jose' 'nunez' '~o{northwind.pk}'"


def test_many_persons_take_as_many_statements_as_few(northwind: Organization) -> None:
    def statements(count: int) -> int:
        mentions = [Mention(external_id=f"u_{n}", name=f"Name {count}") for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            register(northwind, *mentions)
        return len(captured)

    statements(1)
    assert statements(2) == statements(40)


def test_odd_names_are_stored_as_they_are(northwind: Organization) -> None:
    odd = ['O\'Neil \\ "quoted"', "花子", "a\tb\nc", "😀", "…", "{1,2}", "NULL"]
    mentions = [Mention(external_id=f"u_{n}", name="First") for n in range(len(odd))]
    register(northwind, *mentions)
    renamed = [Mention(external_id=f"u_{n}", name=name) for n, name in enumerate(odd)]
    register(northwind, *renamed)
    names = Person.objects.order_by("external_id").values_list("name", flat=True)
    assert list(names) == odd


def test_the_time_somebody_was_seen_only_widens(northwind: Organization) -> None:
    def seen(first: int, last: int) -> tuple[int, int]:
        days = [datetime(2026, 5, day, tzinfo=UTC) for day in (first, last)]
        register(
            northwind,
            Mention(external_id="u_1", first_seen_at=days[0], last_seen_at=days[1]),
        )
        person = Person.objects.get()
        return person.first_seen_at.day, person.last_seen_at.day

    assert seen(10, 12) == (10, 12)
    assert seen(11, 11) == (10, 12)
    assert seen(5, 20) == (5, 20)
