"""A person's data, given to them: all of it, in one file, for a day, and gone with an erasure."""

import io
import json
import urllib.request
import zipfile
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from conversations.models import Conversation
from erasure import domain, storage
from erasure.domain import disclosing
from erasure.models import AccessExport, AccessState, Via
from erasure.tests.console import make_ana, make_talk
from erasure.tests.making import SYSTEM, erased, requested
from frames.tests.making import filled, other_bucket, png
from orgs.models import AuditEvent, Organization, User
from persons.models import Person
from persons.tests.making import make_person
from roxels_dash.tests.people import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(northwind: Organization) -> Person:
    return make_ana(northwind)


@pytest.fixture
def client(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


def address(name: str, person: Person, *parts: str) -> str:
    return reverse(name, args=[person.organization.slug, person.public_id, *parts])


def made(client: Client, person: Person) -> AccessExport:
    """The person's export, asked for on their page and put together."""
    client.post(address("access_export_list", person))
    domain.make_access_exports()
    return AccessExport.objects.filter(person=person).latest("created_at")


def downloaded(client: Client, export: AccessExport) -> zipfile.ZipFile:
    where = client.get(address("access_export", export.person, export.public_id))["Location"]
    with urllib.request.urlopen(where) as answer:
        return zipfile.ZipFile(io.BytesIO(answer.read()))


def test_it_holds_what_is_kept_for_machines_and_to_read(
    client: Client, ana: Person, bucket: Any
) -> None:
    make_talk(ana, make_person(ana.organization, "Boris"), said="<b>Two</b> of us.")
    file = downloaded(client, made(client, ana))
    assert set(file.namelist()) == {"data.json", "index.html", "style.css"}
    data = json.loads(file.read("data.json"))
    [person] = data["person"]["Person"]
    assert person["org_context"] == {"plan": "secret-plan"} and person["external_id"] == "crm-7"
    said = [
        turn["text"] for each in data["conversations"] for turn in each["parts"]["What was said"]
    ]
    assert said == ["I moved to Lima.", "<b>Two</b> of us."]
    assert [each["with_others"] for each in data["conversations"]] == [False, True]
    page = file.read("index.html").decode()
    for text in ("Ana Canary", "secret-plan", "I moved to Lima.", "&lt;b&gt;Two&lt;/b&gt;", "city"):
        assert text in page
    assert "Others took part" in page


def test_the_pictures_of_shared_screens_are_in_it_and_weighed(
    client: Client, ana: Person, bucket: Any
) -> None:
    conversation = Conversation.objects.get()
    [frame] = filled(conversation, png())
    file = downloaded(client, made(client, ana))
    path = f"files/{conversation.public_id}/{frame.public_id}.png"
    with Image.open(io.BytesIO(file.read(path))) as picture:
        assert picture.size == (640, 400)
    assert f'<img src="{path}"' in file.read("index.html").decode()
    erasure = requested(ana.organization, ana.public_id)
    domain.preview_counted()
    erasure.refresh_from_db()
    assert erasure.preview.sizes["frames/{organization id}/{conversation id}/"] > 1000


def test_nobody_elses_data_is_in_it(client: Client, ana: Person, bucket: Any) -> None:
    make_talk(make_person(ana.organization, "Boris"), said="Said by Boris alone.")
    file = downloaded(client, made(client, ana))
    assert b"Boris" not in file.read("data.json") + file.read("index.html")


def test_asked_for_twice_it_is_made_once(client: Client, ana: Person, bucket: Any) -> None:
    client.post(address("access_export_list", ana))
    client.post(address("access_export_list", ana))
    assert domain.make_access_exports() == 1
    assert AccessExport.objects.count() == 1


def test_who_asks_and_who_takes_it_stands_in_the_audit_log(
    client: Client, ana: Person, bucket: Any
) -> None:
    downloaded(client, made(client, ana))
    actions = AuditEvent.objects.filter(object_id=ana.public_id).order_by("pk")
    assert list(actions.values_list("action", "topic")) == [
        ("person.export", "exports"),
        ("person.exported", "exports"),
    ]


def test_after_a_day_it_is_gone(client: Client, ana: Person, bucket: Any) -> None:
    export = made(client, ana)
    AccessExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    gone = client.get(address("access_export", ana, export.public_id))
    assert gone["Location"] == address("access_export_list", ana)
    assert domain.expire_access_exports() == 1
    assert list(bucket.objects.all()) == []
    assert "Expired" in client.get(address("access_export_list", ana)).content.decode()


def test_removing_it_removes_the_object_and_an_address_given_out(
    client: Client, ana: Person, bucket: Any
) -> None:
    export = made(client, ana)
    given_out = client.get(address("access_export", ana, export.public_id))["Location"]
    client.post(address("access_export_remove", ana, export.public_id))
    assert list(bucket.objects.all()) == []
    with pytest.raises(HTTPError):
        urllib.request.urlopen(given_out)


def test_an_erasure_removes_it_with_everything(client: Client, ana: Person, bucket: Any) -> None:
    made(client, ana)
    erasure = requested(ana.organization, ana.public_id)
    domain.preview_counted()
    erasure.refresh_from_db()
    place = "access-exports/{organization id}/{person id}/"
    assert erasure.counts[place] == 1
    assert erasure.preview.sizes[place] > 500
    domain.deny(actor=SYSTEM, erasure_id=erasure.pk, reason="Only counted here.")
    done = erased(ana.organization, ana.public_id)
    assert (done.before[place], done.after[place]) == (1, 0)
    left = [each.key for each in bucket.objects.all() if each.key.startswith("access-exports/")]
    assert left == [] and not AccessExport.objects.exists()


def test_a_conversation_that_is_erased_takes_the_exports_of_all_who_took_part(
    client: Client, ana: Person, bucket: Any
) -> None:
    boris = make_person(ana.organization, "Boris")
    both = make_talk(ana, boris)
    export = made(client, boris)
    domain.erase_conversations(
        actor=SYSTEM,
        organization=ana.organization,
        public_ids=[both.public_id],
        via=Via.ADMIN,
    )
    for _ in range(5):
        domain.run_some()
    export.refresh_from_db()
    assert export.state == AccessState.REMOVED
    assert [each.key for each in bucket.objects.all() if "access-exports" in each.key] == []


def test_what_begins_to_be_erased_while_it_is_made_takes_it_away(
    client: Client, ana: Person, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = storage.put

    def put_late(key: str, content: Any) -> None:
        put(key, content)
        Conversation.objects.update(erasing_at=timezone.now())

    monkeypatch.setattr(storage, "put", put_late)
    client.post(address("access_export_list", ana))
    export = disclosing._claim()
    assert export is not None
    disclosing._make(export)
    export.refresh_from_db()
    assert export.state == AccessState.ASKED
    assert list(bucket.objects.all()) == []


def test_what_a_killed_worker_left_is_swept_and_nothing_else(
    client: Client, ana: Person, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = made(client, ana)
    storage.put(storage.new_key(ana.organization_id, ana.pk), io.BytesIO(b"left"))
    assert domain.sweep_access_exports() == 0  # A worker may be about to tell of it.
    monkeypatch.setattr(disclosing, "_CLAIMED", timedelta(seconds=-1))
    assert domain.sweep_access_exports() == 1
    assert [each.key for each in bucket.objects.all()] == [kept.key]


def test_what_workers_die_of_is_given_up(client: Client, ana: Person, bucket: Any) -> None:
    client.post(address("access_export_list", ana))
    for _ in range(disclosing.MOST_TRIES):
        assert disclosing._claim() is not None  # And nothing was heard of it since.
        AccessExport.objects.update(claimed_until=None)
    assert domain.make_access_exports() == 0
    export = AccessExport.objects.get()
    assert (export.state, export.problem) == (AccessState.FAILED, "interrupted")


def test_one_is_removed_though_the_bucket_is_away(client: Client, ana: Person, bucket: Any) -> None:
    export = made(client, ana)
    with other_bucket(endpoint_url="http://127.0.0.1:9"):
        client.post(address("access_export_remove", ana, export.public_id))
    gone = client.get(address("access_export", ana, export.public_id))
    assert gone["Location"] == address("access_export_list", ana)


def test_a_bucket_that_is_away_is_tried_again_and_told(
    client: Client, ana: Person, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(key: str, content: Any) -> None:
        raise OSError

    monkeypatch.setattr(storage, "put", away)
    client.post(address("access_export_list", ana))
    for _ in range(disclosing.MOST_TRIES):
        AccessExport.objects.update(claimed_until=None)
        domain.make_access_exports()
    page = client.get(address("access_export_list", ana)).content.decode()
    assert "Failed" in page and "OSError" in page


def test_support_staff_download_it_only_with_a_reason(
    client: Client, ana: Person, bucket: Any, support: User, client_of: ClientOf
) -> None:
    export = made(client, ana)
    asked = client_of(support).get(address("access_export", ana, export.public_id))
    assert asked["Location"].startswith("/o/northwind/visit/")
