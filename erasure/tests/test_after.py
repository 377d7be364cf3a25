"""What remains of an erasure: a receipt that proves it, and a ledger that survives a restore."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from conversations.models import Conversation, Tombstone
from erasure import domain, storage
from erasure.domain import ledger
from erasure.models import Erasure, Event, Receipt, State, Via
from erasure.queries import receipts
from erasure.tests.making import SYSTEM, erased, worked
from intake.domain import Result, import_conversations
from intake.tests.making import conversation, record
from orgs.models import Organization
from outputs.models import Delivery
from outputs.tests.making import ended, endpoint, webhook
from persons.models import Person
from sources.models import Source

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path, northwind: Organization, bucket: Any) -> Path:
    """A receipt as it was downloaded."""
    conversation(northwind)
    erasure, _ = domain.request_person(
        actor=SYSTEM,
        organization=northwind,
        public_id=Person.objects.get().public_id,
        via=Via.API,
        ticket="T-1",
    )
    domain.begin(erasure)
    worked(erasure)
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipts.document(Receipt.objects.get())))
    return path


def verify(path: Path, **options: str) -> str:
    out = StringIO()
    call_command("verify_receipt", str(path), stdout=out, **options)
    return out.getvalue()


def test_a_receipt_is_verified_and_names_nobody(file: Path) -> None:
    assert "The signature is ours" in verify(file)
    for word in ("user_1", "François", "iv_1", "person_"):
        assert word not in file.read_text()


@pytest.mark.parametrize("change", ["T-1", '"after":0', "Ed25519"])
def test_a_receipt_that_was_changed_is_not(file: Path, change: str) -> None:
    document = json.loads(file.read_text())
    told = document["receipt"]
    document["receipt"] = told.replace(change, "T-2") if change in told else f"{told} "
    file.write_text(json.dumps(document))
    with pytest.raises(CommandError, match="signature"):
        verify(file)


def test_a_key_of_somebody_elses_is_not_ours(file: Path) -> None:
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, "public_key": "A" * 43}))
    with pytest.raises(CommandError, match="none of ours"):
        verify(file)


def test_only_the_nonce_shows_whom_it_is_about(northwind: Organization, tmp_path: Path) -> None:
    conversation(northwind)
    person = Person.objects.get()
    erasure, nonce = domain.request_person(
        actor=SYSTEM, organization=northwind, public_id=person.public_id, via=Via.API
    )
    domain.begin(erasure)
    worked(erasure)
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipts.document(Receipt.objects.get())))
    assert "ours" in verify(path, nonce=nonce, person=person.public_id, external_id="user_1")
    with pytest.raises(CommandError, match="somebody else"):
        verify(path, nonce="guessed", person=person.public_id, external_id="user_1")


def test_the_recall_list_tells_who_had_received_what(northwind: Organization) -> None:
    to = endpoint(northwind)
    over = ended(northwind, webhook(to))
    Delivery.objects.create(
        organization=northwind,
        conversation=over,
        endpoint=to,
        kind="webhook",
        event_type="conversation.ended",
        state="succeeded",
        target=to.url,
        finished_at=timezone.now(),
    )
    erased(northwind, Person.objects.get().public_id)
    told = json.loads(Receipt.objects.get().body)["recall"]
    assert [(each["host"], each["event"], each["deliveries"]) for each in told] == [
        ("hooks.example.com", "conversation.ended", 1)
    ]


def test_receipts_and_timelines_are_only_added_to(file: Path) -> None:
    for table in ("erasure_receipt", "erasure_event"):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET erasure_id = erasure_id"):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)
    assert Event.objects.filter(what="done").exists()


def restore(organization: Organization) -> None:
    """Bring back what a backup had, with nothing that came after it."""
    Tombstone.objects.all().delete()
    Erasure.objects.update(state=State.DENIED, denial_reason="not in the backup")
    conversation(organization, session_id="sess_1")
    conversation(organization, "iv_3", persons=[{"external_id": "user_3"}])


def test_a_restored_database_is_erased_again_by_the_ledger(
    northwind: Organization, bucket: Any
) -> None:
    conversation(northwind, session_id="sess_1")
    key, public_id = Person.objects.values_list("pk", "public_id").get()
    erased(northwind, public_id)
    parts = list(ledger.read())
    assert public_id not in str(parts) and "user_1" not in str(parts)
    Person.objects.create(pk=key, organization=northwind, public_id=public_id, external_id="user_1")
    restore(northwind)
    call_command("replay_erasures", stdout=StringIO())
    assert Conversation.objects.get(erasing_at__isnull=True).public_id == "iv_3"
    worked(Erasure.objects.latest("id"))
    assert Person.objects.get().external_id == "user_3"
    [late] = import_conversations(northwind, [record("iv_1")])
    assert late.result is Result.REFUSED
    call_command("replay_erasures", stdout=StringIO())
    assert Erasure.objects.filter(via=Via.REPLAY).count() == 1


def test_somebody_who_has_the_id_by_now_is_not_erased_by_the_ledger(
    northwind: Organization, bucket: Any
) -> None:
    hers = {"external_id": "user_1", "id": "person_imported"}
    conversation(northwind, persons=[hers])
    erased(northwind, "person_imported")
    conversation(northwind, "iv_2", persons=[{**hers, "name": "Somebody else"}])
    call_command("replay_erasures", stdout=StringIO())
    assert Person.objects.get().erasing_at is None
    assert not Erasure.objects.filter(via=Via.REPLAY).exists()


def test_what_an_import_told_of_deliveries_is_cut(northwind: Organization) -> None:
    told = [
        {
            "url": "https://crm.example.com/users/ada@example.com/hook",
            "status": "success",
            "event": "called ada",
            "goal": "ada’s",
            "output": "to ada",
            "timestamp": "2026-06-16T14:41:00Z",
        }
    ]
    conversation(northwind, source_fields={"outputs": {"webhooks": told}})
    assert Delivery.objects.get().target.endswith("/users/ada@example.com/hook")
    erased(northwind, Person.objects.get().public_id)
    kept = Delivery.objects.get(is_history=True)
    assert kept.target == "https://crm.example.com"
    receipt = Receipt.objects.get().body
    assert "crm.example.com" in receipt
    # As a word: ids and digests hold every three letters now and then.
    assert not re.search(r"\bada\b", str(Delivery.objects.values()) + receipt)


def test_a_request_that_the_backup_has_is_gone_on_with(
    northwind: Organization, bucket: Any
) -> None:
    conversation(northwind)
    person = Person.objects.get()
    asked, _ = domain.request_person(
        actor=SYSTEM, organization=northwind, public_id=person.public_id, via=Via.API
    )
    digest = ledger.person_digest(northwind.pk, person.pk, person.public_id)
    part = {"organization": northwind.public_id, "began_at": None, "persons": [digest]}
    storage.write_ledger("er_lost/0.json", json.dumps({**part, "conversations": []}).encode())
    call_command("replay_erasures", stdout=StringIO())
    assert worked(asked).state == State.DONE
    assert not Person.objects.exists() and not Conversation.objects.exists()


def test_tombstones_stay_where_a_source_could_bring_it_again(
    northwind: Organization, other_org: Organization, bucket: Any
) -> None:
    conversation(northwind)
    erased(northwind, Person.objects.get().public_id)
    [stays] = Tombstone.objects.all()
    Tombstone.objects.create(
        organization=other_org, digest=b"x" * 32, erased_at=timezone.now() - timedelta(days=999)
    )
    Tombstone.objects.update(erased_at=timezone.now() - timedelta(days=999))
    source = Source.objects.create(
        organization=northwind,
        name="CRM",
        base_url="https://example.com",
        dialect="roxels",
        key=b"",
    )
    assert domain.forget_old() == 1 and Tombstone.objects.get() == stays
    [again] = import_conversations(northwind, [record("iv_1")])
    assert (again.result, again.reason) == ("refused", "was erased")
    source.delete()
    assert domain.forget_old() == 1


def test_tombstones_go_when_no_backup_is_older(northwind: Organization, bucket: Any) -> None:
    conversation(northwind)
    erased(northwind, Person.objects.get().public_id)
    assert domain.forget_old() == 0
    Tombstone.objects.update(erased_at=timezone.now() - timedelta(days=41))
    assert domain.forget_old() == 1
    assert ledger.forget_old(timezone.now() + timedelta(days=41)) == 1
