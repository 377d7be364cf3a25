"""Access exports beside an erasure: nothing is put into the bucket behind it."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Conversation
from erasure import bundle, domain, storage
from erasure.domain import disclosing
from erasure.domain.exports_place import access_objects
from erasure.domain.outcome import Waiting
from erasure.models import AccessExport, AccessState, Via
from erasure.tests.console import make_ana, make_talk
from erasure.tests.making import SYSTEM
from orgs.models import Organization
from persons.models import Person
from persons.tests.making import make_person
from privacy.registry import Subjects

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def boris(northwind: Organization) -> Person:
    return make_person(northwind, "Boris")


@pytest.fixture
def talk(northwind: Organization, boris: Person) -> Conversation:
    """A conversation of Ana's and Boris's, whose data is to be put together."""
    made = make_talk(make_ana(northwind), boris)
    domain.request_access_export(actor=SYSTEM, organization=northwind, person=boris)
    return made


def elsewhere(work: Any) -> Any:
    """Do it over a connection of its own, and return what came of it."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        except Waiting as waiting:
            found.append(waiting)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(120)
    return found[0]


def hide(talk: Conversation) -> None:
    Conversation.objects.filter(pk=talk.pk).update(erasing_at=timezone.now())


def test_an_erasure_waits_for_what_is_being_put_there(
    talk: Conversation, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects = Subjects(talk.organization_id, conversations=[talk.pk])
    put, seen = storage.put, []

    def put_slowly(key: str, content: Any) -> None:
        elsewhere(lambda: hide(talk))
        seen.append(elsewhere(lambda: access_objects.erase(subjects)))
        put(key, content)
        raise SystemExit  # As one that is killed: it tidies nothing up.

    monkeypatch.setattr(storage, "put", put_slowly)
    with pytest.raises(SystemExit):
        domain.make_access_exports()
    assert isinstance(seen[0], Waiting)
    assert access_objects.erase(subjects) == 1
    assert list(bucket.objects.all()) == []
    assert AccessExport.objects.get().state == AccessState.REMOVED


def test_what_is_erased_while_it_is_put_together_is_not_put_there_at_all(
    talk: Conversation, northwind: Organization, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = bundle.write

    def write_slowly(*told: Any) -> Any:
        contents = write(*told)
        domain.erase_conversations(
            actor=SYSTEM, organization=northwind, public_ids=[talk.public_id], via=Via.ADMIN
        )
        while domain.run_some():
            pass
        return contents

    with monkeypatch.context() as patched:
        patched.setattr(bundle, "write", write_slowly)
        patched.setattr(storage, "put", lambda *_: pytest.fail("put behind the erasure"))
        assert domain.make_access_exports() == 0
    assert not Conversation.objects.filter(pk=talk.pk).exists()
    assert [each.key for each in bucket.objects.all() if "access" in each.key] == []


def test_a_worker_that_is_at_it_for_long_keeps_others_away(
    talk: Conversation, boris: Person, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_talk(boris)
    until: list[Any] = []
    monkeypatch.setattr(disclosing, "_CLAIMED", timedelta(milliseconds=1))
    claimed = AccessExport.objects.values_list("claimed_until", flat=True)
    readable = bundle._html

    def html(name: str, **told: Any) -> str:
        until.append(claimed.get())
        return readable(name, **told)

    monkeypatch.setattr(bundle, "_html", html)
    assert domain.make_access_exports() == 1
    assert len(set(until)) > 3
    assert AccessExport.objects.get().state == AccessState.READY
