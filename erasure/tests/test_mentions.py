"""Where others' rows name the person: found, shown as places, decided on."""

from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from conversations.models import Conversation, Finding, SavedView, SearchDocument, Turn
from erasure import domain
from erasure.domain import searching
from erasure.models import Erasure, Mention, State
from erasure.searched import searched
from erasure.tests.making import SYSTEM, begun, worked
from intake.domain import Result, import_conversations, refresh_search, save_person
from intake.records import PersonRecord
from intake.tests.making import conversation, record, turns
from orgs.models import Organization, User
from outputs.models import Delivery, DeliveryContent
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

WHO = {"external_id": "crm-17", "name": "Ada Lovelace", "email": "ada@example.com"}
OTHER = {"external_id": "user_2", "name": "Grace"}
FRIENDS: dict[str, Any] = {
    "persons": [OTHER],
    "summary": "Asked about a friend.",
    "transcript": turns("Ask ada lovelace, she is ADA@example.com", "I will."),
    "context": {"referred by": ["crm-17"]},
    "findings": [{"goal": "location", "value": "nada lovelacey"}],
}


@pytest.fixture
def told_of(northwind: Organization) -> Erasure:
    """An erasure whose person somebody else spoke of."""
    conversation(northwind, "iv_1", persons=[WHO])
    conversation(northwind, "iv_2", **FRIENDS)
    erasure = worked(begun(northwind, Person.objects.get(external_id="crm-17").public_id))
    assert erasure.state == State.MENTIONS
    return erasure


def mentions(erasure: Erasure) -> QuerySet[Mention]:
    return Mention.objects.filter(erasure=erasure).order_by("id")


def places(erasure: Erasure) -> set[str]:
    return set(mentions(erasure).values_list("place", flat=True))


def ids(erasure: Erasure) -> list[int]:
    return list(mentions(erasure).values_list("pk", flat=True))


def test_they_are_told_as_places_without_what_they_say(told_of: Erasure) -> None:
    assert places(told_of) == {"conversations_turn", "conversations_conversation"}
    assert {mention.conversation for mention in mentions(told_of)} == {"iv_2"}
    said = mentions(told_of).get(place="conversations_turn")
    assert sorted(said.terms) == ["email", "name"]
    told = str(list(Mention.objects.values()))
    assert "lovelace" not in told.lower() and "crm-17" not in told


def test_redacted_ones_say_it_no_more_and_the_job_ends(told_of: Erasure) -> None:
    domain.redact_mentions(actor=SYSTEM, erasure_id=told_of.pk, mention_ids=ids(told_of))
    assert worked(told_of).state == State.DONE
    assert Turn.objects.order_by("position")[0].text == "Ask [erased], she is [erased]"
    kept = Conversation.objects.get()
    assert kept.context == {"referred by": ["[erased]"]}
    assert kept.search_due_at is not None
    assert not SearchDocument.objects.exists()
    refresh_search()
    assert "'eras'" in str(SearchDocument.objects.values_list("document", flat=True)[0])
    assert Finding.objects.get().value == "nada lovelacey"
    assert told_of.decisions == {"erased": 0, "redacted": 2, "dismissed": 0}


def test_what_was_redacted_does_not_come_in_again(
    told_of: Erasure, northwind: Organization
) -> None:
    domain.redact_mentions(actor=SYSTEM, erasure_id=told_of.pk, mention_ids=ids(told_of))
    assert worked(told_of).state == State.DONE
    said = Turn.objects.order_by("position")[0].text
    same, changed = import_conversations(
        northwind, [record("iv_2", **FRIENDS), record("iv_2", **{**FRIENDS, "summary": "New."})]
    )
    assert (same.result, changed.result) == (Result.UNCHANGED, Result.REFUSED)
    assert "erased" in changed.reason
    assert Turn.objects.order_by("position")[0].text == said


def test_dismissed_ones_need_a_reason_and_stay(told_of: Erasure) -> None:
    with pytest.raises(domain.ErasureRefused):
        domain.dismiss_mentions(
            actor=SYSTEM, erasure_id=told_of.pk, mention_ids=ids(told_of), reason=""
        )
    domain.dismiss_mentions(
        actor=SYSTEM, erasure_id=told_of.pk, mention_ids=ids(told_of), reason="A namesake"
    )
    assert worked(told_of).state == State.DONE
    assert "lovelace" in Turn.objects.order_by("position")[0].text
    assert not Mention.objects.exists()


def test_the_whole_conversation_can_be_erased_by_the_same_job(told_of: Erasure) -> None:
    domain.erase_mentions(actor=SYSTEM, erasure_id=told_of.pk, mention_ids=ids(told_of)[:1])
    assert worked(told_of).state == State.DONE
    assert told_of.decisions == {"erased": 2, "redacted": 0, "dismissed": 0}
    assert not Conversation.objects.exists() and not Turn.objects.exists()
    assert Person.objects.get().name == "Grace"
    assert Person.objects.get().conversation_count == 0


def test_a_search_for_them_goes_unasked_and_one_among_other_words_is_a_mention(
    northwind: Organization, viewer: User
) -> None:
    conversation(northwind, persons=[WHO])
    for name, q in (("Hers", "ada lovelace"), ("Mixed", "complaints of Ada Lovelace"), ("x", "y")):
        SavedView.objects.create(
            organization=northwind, owner=viewer, name=name, query=[["q", q]], is_shared=True
        )
    erasure = worked(begun(northwind, Person.objects.get().public_id))
    assert places(erasure) == {"conversations_savedview"}
    assert set(SavedView.objects.values_list("name", flat=True)) == {"Mixed", "x"}


def test_somebody_named_after_them_is_called_otherwise_everywhere(
    northwind: Organization,
) -> None:
    conversation(northwind, persons=[WHO])
    friend = {"external_id": "user_2", "name": "Friend of Ada Lovelace"}
    conversation(northwind, "iv_2", persons=[friend])
    erasure = worked(begun(northwind, Person.objects.get(external_id="crm-17").public_id))
    assert places(erasure) == {"persons_person"}
    domain.redact_mentions(actor=SYSTEM, erasure_id=erasure.pk, mention_ids=ids(erasure))
    assert worked(erasure).state == State.DONE
    assert Person.objects.get().name == Conversation.objects.get().person_label
    assert Person.objects.get().name == "Friend of [erased]"
    found = SearchDocument.objects.values_list("document", flat=True)
    assert "lovelac" not in str(list(found)) and "lovelac" not in str(Person.objects.values())
    # Nor is it told anew, by whatever door.
    save_person(northwind.pk, PersonRecord(external_id="user_2", name=friend["name"]))
    conversation(northwind, "iv_3", persons=[friend], minute=5)
    assert Person.objects.get().name == "Friend of [erased]"
    save_person(northwind.pk, PersonRecord(external_id="user_2", name="Friend"))
    assert Person.objects.get().name == "Friend"


def test_a_fresh_person_of_the_same_id_and_others_organisations_are_no_mention(
    northwind: Organization, other_org: Organization
) -> None:
    conversation(northwind, persons=[WHO])
    conversation(other_org, persons=[WHO])
    erasure = begun(northwind, Person.objects.get(organization=northwind).public_id)
    conversation(northwind, "iv_9", persons=[WHO], created_at=None, started_at=None, ended_at=None)
    assert worked(erasure).state == State.DONE


def test_whatever_the_search_finds_redaction_takes_away(northwind: Organization) -> None:
    who = {"external_id": "12345", "name": "田中太郎"}
    conversation(northwind, persons=[who])
    conversation(
        northwind,
        "iv_2",
        persons=[{"external_id": "12345-home", "name": "Grace"}],
        context={"crm_id": 12345, "others": [123456, 1.5]},
        transcript=turns("昨日田中太郎さんが来た。", "Yes."),
    )
    conversation(northwind, "iv_3", persons=[{"external_id": "12345-work", "name": "Alan"}])
    erasure = worked(begun(northwind, Person.objects.get(external_id="12345").public_id))
    assert places(erasure) == {"conversations_turn", "conversations_conversation"}
    domain.redact_mentions(actor=SYSTEM, erasure_id=erasure.pk, mention_ids=ids(erasure))
    assert worked(erasure).state == State.DONE
    assert Conversation.objects.get(public_id="iv_2").context == {
        "crm_id": "[erased]",
        "others": [123456, 1.5],
    }
    assert Turn.objects.filter(text="昨日[erased]さんが来た。").exists()
    kept = Person.objects.order_by("external_id").values_list("external_id", flat=True)
    assert list(kept) == ["12345-home", "12345-work"]


def test_what_is_to_be_sent_of_them_is_not_sent_empty_either(northwind: Organization) -> None:
    conversation(northwind, persons=[{"external_id": "202", "name": "Ada Lovelace"}])
    friend = conversation(northwind, "iv_2", persons=[OTHER])
    bodies = {"names": b'{"to":"Ada Lovelace"}', "numbers": b'{"at":"2026-12-02T12:02:02Z"}'}
    made = {
        name: Delivery.objects.create(
            organization=northwind,
            conversation=friend,
            kind="webhook",
            event_type=name,
            target="x",
            next_attempt_at=timezone.now(),
        )
        for name in bodies
    }
    for name, body in bodies.items():
        DeliveryContent.objects.create(delivery=made[name], organization=northwind, body=body)
    erasure = worked(begun(northwind, Person.objects.get(external_id="202").public_id))
    assert [(m.place, m.row_id) for m in mentions(erasure)] == [
        ("outputs_deliverycontent", made["names"].pk)
    ]
    domain.redact_mentions(actor=SYSTEM, erasure_id=erasure.pk, mention_ids=ids(erasure))
    assert worked(erasure).state == State.DONE
    states = {name: Delivery.objects.get(pk=each.pk).state for name, each in made.items()}
    assert states == {"names": "cancelled", "numbers": "pending"}
    assert DeliveryContent.objects.filter(delivery__in=made.values()).count() == 1


def test_a_slow_worker_notes_nothing_about_a_job_that_ended(told_of: Erasure) -> None:
    first = mentions(told_of)[0]
    [table] = [each for each in searched() if each.table == first.place]
    domain.dismiss_mentions(
        actor=SYSTEM, erasure_id=told_of.pk, mention_ids=ids(told_of), reason="A namesake"
    )
    assert worked(told_of).state == State.DONE
    assert searching._note(told_of, table, first.row_id, first.conversation_id, ["name"]) == 0
    assert not Mention.objects.exists()
