"""What a receipt says was so, and nothing of anybody else is taken, whatever happened meanwhile."""

import json

import pytest

from conversations.models import Conversation, Finding, SavedView
from erasure import domain
from erasure.domain import accounting, running
from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Mention, Receipt, State, Step
from erasure.tests.making import SYSTEM, begun, requested, worked
from intake.domain import save_person
from intake.records import PersonRecord
from intake.tests.making import conversation, turns
from orgs.models import AuditEvent, Organization, User
from persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

WHO = {"external_id": "crm-17", "name": "Ada Lovelace", "email": "ada@example.com"}
OTHER = {"external_id": "user_2", "name": "Grace"}


def ada() -> Person:
    return Person.objects.get(external_id="crm-17")


def before(place: str) -> int:
    [told] = [
        store
        for store in json.loads(Receipt.objects.get().body)["stores"]
        if store["place"] == place
    ]
    return int(told["before"])


def erase_mentioning(erasure: Erasure) -> Erasure:
    assert erasure.state == State.MENTIONS
    keys = list(Mention.objects.filter(state="open").values_list("pk", flat=True))
    domain.erase_mentions(actor=SYSTEM, erasure_id=erasure.pk, mention_ids=keys)
    return worked(erasure)


def test_what_there_was_is_told_with_the_conversations_that_mentioned_them(
    northwind: Organization,
) -> None:
    for number in range(3):
        conversation(northwind, f"iv_{number}", persons=[WHO], minute=number)
    said = turns("Ask Ada Lovelace.", "I will.")
    conversation(northwind, "iv_9", persons=[OTHER], transcript=said)
    erasure = erase_mentioning(worked(begun(northwind, ada().public_id)))
    assert erasure.state == State.DONE
    assert before("conversations_turn") == 3 * 4 + 2
    assert before("conversations_conversation") == 4 and before("persons_person") == 1


def test_a_worker_killed_behind_the_count_adds_nothing_twice(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation(northwind, persons=[WHO])
    erasure = begun(northwind, ada().public_id)
    killed = iter([True])
    honest = accounting.count_before

    def count(job: Erasure, step: Step) -> Outcome:
        outcome = honest(job, step)
        if next(killed, False):
            raise RuntimeError
        return outcome

    monkeypatch.setitem(running._OUTSIDE, "count", count)
    domain.run_some()
    Erasure.objects.update(next_try_at="2026-01-01T00:00:00Z")
    assert worked(erasure).state == State.DONE
    assert before("conversations_turn") == 4


def test_a_conversation_that_turned_out_to_be_anothers_stays(northwind: Organization) -> None:
    conversation(northwind, "iv_hers", persons=[WHO])
    conversation(northwind, "iv_taken_for_hers", persons=[WHO], minute=5)
    erasure = requested(northwind, ada().public_id)
    assert erasure.counts["conversations_conversation"] == 2
    conversation(northwind, "iv_taken_for_hers", persons=[OTHER], minute=5)
    domain.begin(erasure)
    assert Conversation.objects.get(erasing_at__isnull=True).public_id == "iv_taken_for_hers"
    assert worked(erasure).state == State.DONE
    assert Conversation.objects.get().public_id == "iv_taken_for_hers"
    assert before("conversations_conversation") == 1


def test_a_dry_run_made_again_tells_no_more_of_it(northwind: Organization) -> None:
    conversation(northwind, "iv_taken_for_hers", persons=[WHO])
    erasure = requested(northwind, ada().public_id)
    conversation(northwind, "iv_taken_for_hers", persons=[OTHER])
    assert domain.dry_run(erasure.pk)["conversations_conversation"] == 0


def test_saved_lists_that_share_a_number_with_the_id_stay(
    northwind: Organization, viewer: User
) -> None:
    conversation(northwind, persons=[{"external_id": "5", "name": "Ada Lovelace"}])
    queries = {
        "longer": [["longer", "5"]],
        "good ones": [["where", "rating:is:5"]],
        "5": [["frames", "on"]],
        "hers": [["q", "ada lovelace"]],
    }
    for name, query in queries.items():
        SavedView.objects.create(organization=northwind, owner=viewer, name=name, query=query)
    erasure = begun(northwind, Person.objects.get().public_id)
    assert set(SavedView.objects.values_list("name", flat=True)) == {*queries} - {"hers"}
    # Whoever has the name from now on is somebody else.
    SavedView.objects.create(
        organization=northwind, owner=viewer, name="another's", query=queries["hers"]
    )
    assert worked(erasure).state == State.DONE
    assert SavedView.objects.filter(name="another's").exists()
    assert before("conversations_savedview") == 1
    assert AuditEvent.objects.get(action="erasure.lists_erased").details == {"lists": 1}


def test_what_they_are_called_by_when_it_begins_is_looked_for_and_what_they_were_before(
    northwind: Organization,
) -> None:
    conversation(northwind, persons=[WHO])
    erasure = requested(northwind, ada().public_id)
    married = {**WHO, "name": "Ada Byron", "email": "ada@byron.example"}
    conversation(northwind, persons=[married], summary="Another one.")
    said = turns("Ask Ada Byron.", "I will.", "Or write to ada@example.com.", "Yes.", "Or not.")
    conversation(northwind, "iv_2", persons=[OTHER], transcript=said)
    domain.begin(erasure)
    assert worked(erasure).state == State.MENTIONS
    found = Mention.objects.order_by("row_id").values_list("terms", flat=True)
    assert list(found) == [["name"], ["email"]]
    erase_mentioning(erasure)
    assert erasure.state == State.DONE


def test_history_that_comes_in_after_it_began_is_about_somebody_else(
    northwind: Organization,
) -> None:
    conversation(northwind, persons=[WHO])
    erasure = begun(northwind, ada().public_id)
    conversation(northwind, "iv_old", minute=-100_000, persons=[WHO], summary="Ada Lovelace came.")
    assert worked(erasure).state == State.DONE
    assert Person.objects.get().name == "Ada Lovelace"


def test_what_they_were_called_between_the_request_and_the_beginning_is_looked_for_too(
    northwind: Organization,
) -> None:
    conversation(northwind, persons=[{"external_id": "crm-17", "name": "Ada Byron"}])
    said = turns("Ask Ada Gordon.", "At gordon@example.com?")
    conversation(northwind, "iv_2", persons=[OTHER], transcript=said)
    ada = Person.objects.get(external_id="crm-17")
    erasure = requested(northwind, ada.public_id)
    for name, email in (("Ada Gordon", "gordon@example.com"), ("Ada King", "king@example.com")):
        save_person(northwind.pk, PersonRecord(external_id="crm-17", name=name, email=email))
    domain.begin(erasure)
    assert worked(erasure).state == State.MENTIONS
    found = Mention.objects.order_by("row_id").values_list("place", "terms")
    assert list(found) == [("conversations_turn", ["name"]), ("conversations_turn", ["email"])]


def test_what_is_too_short_to_be_looked_for_everywhere_is_told_in_the_receipt(
    northwind: Organization,
) -> None:
    conversation(northwind, persons=[{"external_id": "42", "name": "李"}])
    conversation(
        northwind,
        "iv_2",
        persons=[OTHER],
        transcript=turns("李 told me.", "李"),
        findings=[{"goal": "referred by", "value": "李"}, {"goal": "guests", "value": 42}],
    )
    erasure = worked(begun(northwind, Person.objects.get(external_id="42").public_id))
    places = set(Mention.objects.values_list("place", flat=True))
    assert places == {"conversations_finding", "conversations_conversation"}  # The same finding.
    keys = list(Mention.objects.values_list("pk", flat=True))
    domain.redact_mentions(actor=SYSTEM, erasure_id=erasure.pk, mention_ids=keys)
    assert worked(erasure).state == State.DONE
    assert set(Finding.objects.values_list("value", flat=True)) == {"[erased]", 42}
    assert json.loads(Receipt.objects.get().body)["mentions"] == {
        "erased": 0,
        "redacted": 2,
        "dismissed": 0,
        "as_whole_values_only": ["name"],
        "not_searched": ["external id"],
    }


def test_names_are_kept_for_nobody_who_was_not_asked_about_or_whose_request_was_denied(
    northwind: Organization,
) -> None:
    conversation(northwind, persons=[{"external_id": "crm-17", "name": "Ada Byron"}])
    ada = Person.objects.get(external_id="crm-17")
    save_person(northwind.pk, PersonRecord(external_id="crm-17", name="Ada King"))
    ada.refresh_from_db()
    assert ada.called_since is None
    erasure = requested(northwind, ada.public_id)
    save_person(northwind.pk, PersonRecord(external_id="crm-17", name="Ada Lovelace"))
    ada.refresh_from_db()
    assert ada.called_since == [["name", "Ada King"]]
    domain.deny(actor=SYSTEM, erasure_id=erasure.pk, reason="Withdrawn by the person")
    ada.refresh_from_db()
    assert ada.called_since is None
