"""What a finding's row repeats of its value goes with the word; what was redacted is no word."""

from decimal import Decimal
from typing import Any

import pytest

from conversations.models import Finding, RollupMark
from erasure import domain
from erasure.models import Erasure, Identity, Mention, State
from erasure.tests.making import SYSTEM, begun, requested, worked
from erasure.wording import limits_of, words_of
from intake.domain import save_person
from intake.records import PersonRecord
from intake.tests.making import conversation, turns
from orgs.models import Organization
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = {"external_id": "user_2", "name": "Grace"}


def begun_for(organization: Organization, **who: str) -> Erasure:
    """Return the erasure of somebody called so, as far as it gets before anybody decides."""
    person = Person.objects.get(organization=organization, external_id=who["external_id"])
    return worked(begun(organization, person.public_id))


def redact_all(erasure: Erasure) -> None:
    keys = list(Mention.objects.filter(state="open").values_list("pk", flat=True))
    domain.redact_mentions(actor=SYSTEM, erasure_id=erasure.pk, mention_ids=keys)


def readings() -> list[tuple[Any, ...]]:
    found = Finding.objects.order_by("pk")
    return list(found.values_list("value", "value_key", "value_number", "value_time"))


@pytest.mark.parametrize(
    ("who", "value", "kept"),
    [
        ({"external_id": "crm-17", "name": "Bo"}, "Bo", "[erased]"),
        ({"external_id": "crm-17", "name": "Zoë Brandt"}, "Ask Zoë Brandt", "Ask [erased]"),
        ({"external_id": "crm-17", "name": "Zoë Brandt"}, "ask zoe brandt", "[erased]"),
        ({"external_id": "555123", "name": "Ada King"}, 555123, "[erased]"),
        ({"external_id": "555123", "name": "Ada King"}, "555,123", "[erased]"),
        ({"external_id": "2031-04-05", "name": "Ada King"}, "2031-04-05", "[erased]"),
    ],
)
def test_what_repeats_a_redacted_value_repeats_it_no_more(
    northwind: Organization, who: dict[str, str], value: Any, kept: str
) -> None:
    conversation(northwind, persons=[who])
    finding = {"goal": "referred by", "value": value}
    conversation(northwind, "iv_2", persons=[OTHER], findings=[finding])
    erasure = begun_for(northwind, **who)
    assert erasure.state == State.MENTIONS
    RollupMark.objects.all().delete()
    redact_all(erasure)
    assert readings() == [(kept, kept.lower(), None, None)]
    assert RollupMark.objects.exists()  # Its key was counted.
    assert worked(erasure).state == State.DONE


def test_a_key_that_was_left_by_an_earlier_redaction_is_found(northwind: Organization) -> None:
    conversation(northwind, persons=[{"external_id": "555123", "name": "Bo"}])
    for name in ("iv_2", "iv_3"):
        said = [{"goal": "referred by", "value": "Ann"}]
        conversation(northwind, name, persons=[OTHER], findings=said)
    first, second = Finding.objects.order_by("pk")
    Finding.objects.filter(pk=first.pk).update(value="[erased]", value_key="bo")
    Finding.objects.filter(pk=second.pk).update(value="[erased]", value_number=Decimal(555123))
    erasure = begun_for(northwind, external_id="555123")
    assert set(Mention.objects.values_list("row_id", flat=True)) == {first.pk, second.pk}
    redact_all(erasure)
    assert readings() == [("[erased]", "[erased]", None, None)] * 2
    assert worked(erasure).state == State.DONE


def test_a_short_name_is_not_taken_for_an_answer_that_is_spelt_so(northwind: Organization) -> None:
    conversation(northwind, persons=[{"external_id": "crm-17", "name": "No"}])
    said = [{"goal": "pets", "value": "no"}]
    conversation(northwind, "iv_2", persons=[OTHER], findings=said)
    assert begun_for(northwind, external_id="crm-17").state == State.DONE
    assert readings() == [("no", "no", None, None)]


@pytest.mark.parametrize("name", ["[erased]", " [erased] [erased]", "[erased]-[erased]"])
def test_what_was_redacted_is_nobodys_name(name: str) -> None:
    who = Identity(external_id="crm-17", name=name, earlier=[["email", name]])
    assert [word.text for word in words_of(who)] == ["crm-17"]
    assert limits_of(who) == (set(), set())


def test_somebody_called_as_what_stands_for_the_redacted_is_looked_for_alone(
    northwind: Organization,
) -> None:
    """Else every redaction writes the word anew, and the job finds it for ever."""
    conversation(northwind, persons=[{"external_id": "crm-17", "name": "Erased"}])
    said = [{"goal": "referred by", "value": "Erased"}]
    spoken = turns("Ask [erased].", "I will.")
    conversation(northwind, "iv_2", persons=[OTHER], findings=said, transcript=spoken)
    erasure = begun_for(northwind, external_id="crm-17")
    redact_all(erasure)
    assert worked(erasure).state == State.DONE
    assert readings() == [("[erased]", "[erased]", None, None)]


def test_somebody_whose_name_was_redacted_can_be_erased(northwind: Organization) -> None:
    conversation(northwind, persons=[{"external_id": "crm-17", "name": "[erased]"}])
    said = turns("Ask [erased].", "I will.")
    conversation(northwind, "iv_2", persons=[OTHER], transcript=said)
    erasure = requested(northwind, Person.objects.get(external_id="crm-17").public_id)
    save_person(northwind.pk, PersonRecord(external_id="crm-17", name="Ada King"))
    assert Person.objects.get(external_id="crm-17").called_since == []
    domain.begin(erasure)
    assert worked(erasure).state == State.DONE
    assert not Mention.objects.exists()


def test_names_that_were_kept_can_be_redacted_and_their_person_erased(
    northwind: Organization,
) -> None:
    """Also by a word that is the name of what is kept."""
    conversation(northwind, persons=[{"external_id": "crm-17", "name": "name"}])
    conversation(northwind, "iv_2", persons=[{"external_id": "crm-18", "name": "Bob Hill"}])
    second = requested(northwind, Person.objects.get(external_id="crm-18").public_id)
    save_person(northwind.pk, PersonRecord(external_id="crm-18", name="Ann Hill"))
    said = turns("Ask Bob Hill.", "I will.")
    conversation(northwind, "iv_3", persons=[OTHER], transcript=said)
    first = begun_for(northwind, external_id="crm-17")
    redact_all(first)
    assert Person.objects.get(external_id="crm-18").called_since == [["[erased]", "Bob Hill"]]
    assert worked(first).state == State.DONE
    domain.begin(second)
    assert worked(second).state == State.MENTIONS
    assert Mention.objects.get().terms == ["name"]
