"""Files brought to the page: checked, which writes nothing, seen through, imported, reported."""

import gzip
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from api.backend.tests.asking import WIRE as BACKEND
from api.gate.tests.keys import SYSTEM
from api.widgets.tests.asking import WIRE as WIDGET
from conversations.models import Conversation
from intake.domain import import_conversations
from orgs.models import AuditEvent, Organization
from privacy.registry import Subjects
from sources import importing, storage
from sources.domain import uploading, working
from sources.domain.waiting import files
from sources.models import Stage, Upload
from sources.tests.bringing import BAD, LIST, brought, client, is_there, page

__all__ = ["client"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bucket")]


def test_it_is_checked_seen_through_and_imported(client: Client, northwind: Organization) -> None:
    upload = brought(client, WIDGET, BACKEND, BAD)
    assert upload.stage == Stage.CHECKING and is_there(upload)
    text = page(client, upload)
    assert "Being checked" in text and "every 2s" in text and "<progress" in text
    working.work_uploads()
    assert not Conversation.objects.exists(), "a check writes nothing"
    text = page(client, upload)
    assert "2 can go in, 1 cannot" in client.get(LIST).content.decode()
    planned = ("To be made</dt><dd>2", "Cannot go in</dt><dd>1")
    mapped = ("conv_xyz789", "Ada Lovelace", "Widget conversations API", "started_at",
              "Criteria <code class=\"faint\">criteria_results</code>", "127 credits")  # fmt: skip
    for words in (*planned, *mapped):
        assert words in text, words
    client.post(f"{LIST}{upload.public_id}/start/")
    working.work_uploads()
    upload.refresh_from_db()
    assert (upload.stage, upload.created, upload.refused) == (Stage.DONE, 2, 1)
    assert Conversation.objects.count() == 2 and not is_there(upload)
    assert "2 taken, 1 refused" in client.get(LIST).content.decode()
    text = page(client, upload)
    assert "Made</dt><dd>2" in text and "Import it" not in text
    report = client.get(f"{LIST}{upload.public_id}/report.csv")
    assert report["Content-Type"] == "text/csv; charset=utf-8"
    lines = report.content.decode().splitlines()
    assert lines[0] == "line,field,reason" and lines[1].startswith('3,started_at,"should be a time')
    assert "yesterday" not in report.content.decode()
    assert "ada-lovelace" not in str(Upload.objects.values().get())
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"import.uploaded", "import.started"} <= actions


def test_nothing_is_offered_that_would_change_nothing(
    client: Client, northwind: Organization
) -> None:
    bad, good = brought(client, BAD, {"id": 5}), brought(client, WIDGET)
    working.work_uploads()
    assert "Nothing in it can go in." in page(client, bad)
    assert "Import it" not in page(client, bad) and "Import it" in page(client, good)
    client.post(f"{LIST}{good.public_id}/start/")
    working.work_uploads()
    again = brought(client, WIDGET, BAD)
    working.work_uploads()
    text = page(client, again)
    assert "What can go in is here already, as it is." in text and "Import it" not in text


def test_a_packed_array_and_a_format_that_is_given(client: Client, northwind: Organization) -> None:
    packed = gzip.compress(json.dumps([WIDGET, {"id": 5}]).encode())
    upload = brought(client, content=packed, format="widget")
    working.work_uploads()
    upload.refresh_from_db()
    assert (upload.stage, upload.created, upload.refused) == (Stage.CHECKED, 1, 1)


def test_an_archive_is_seen_through_like_any_other_file(
    client: Client, northwind: Organization
) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("read.me", "not looked at")
        for number in range(1, 8):
            archive.writestr(f"{number}.json", json.dumps({**WIDGET, "id": f"conv_{number}"}))
        archive.writestr("bad.json", json.dumps(BAD))
    upload = brought(client, content=target.getvalue())
    working.work_uploads()
    text = page(client, upload)
    for words in ("To be made</dt><dd>7", "Cannot go in</dt><dd>1", 'aria-label="Entry 1"'):
        assert words in text, words
    assert "conv_1" in text and "conv_5" in text and "conv_6" not in text
    assert "None of its entries can be shown" not in text


def test_where_no_entry_is_whole_at_the_beginning_it_says_so(
    client: Client, northwind: Organization
) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("1.json", json.dumps({**WIDGET, "beside": "x" * 600_000}))
        archive.writestr("2.json", json.dumps({**WIDGET, "id": "conv_2"}))
    upload = brought(client, content=target.getvalue())
    working.work_uploads()
    text = page(client, upload)
    assert "To be made</dt><dd>2" in text and "Entry 1" not in text
    assert "None of its entries can be shown: none is whole in its first 524 kB." in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "required"),
        ({"file": SimpleUploadedFile("x", b"")}, "The file is empty."),
        ({"file": SimpleUploadedFile("x", b"{}"), "format": "xml"}, "not one of the available"),
    ],
)
def test_bad_input_names_its_field_and_keeps_nothing(
    client: Client, northwind: Organization, given: dict[str, Any], words: str
) -> None:
    response = client.post(LIST, given)
    assert response.status_code == 422 and words in response.content.decode()
    assert not Upload.objects.exists()


def test_too_large_is_refused(northwind: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_BYTES", 10)
    with pytest.raises(uploading.UploadRefused, match="larger than"):
        uploading.take_upload(
            actor=SYSTEM, organization=northwind, file=SimpleUploadedFile("x", b"x" * 11)
        )


def test_nonsense_is_told_and_brings_nothing(client: Client, northwind: Organization) -> None:
    upload = brought(client, content=b"\x00\xff not json\n")
    working.work_uploads()
    assert "is not UTF-8" in page(client, upload)
    client.post(f"{LIST}{upload.public_id}/start/")
    working.work_uploads()
    assert not Conversation.objects.exists()


def test_it_is_deleted_when_asked_and_after_a_week(client: Client, northwind: Organization) -> None:
    first, second = brought(client, WIDGET), brought(client, WIDGET)
    client.post(f"{LIST}{first.public_id}/discard/")
    assert not is_there(first) and Upload.objects.count() == 1
    working.work_uploads()
    Upload.objects.update(created_at=timezone.now() - timedelta(days=8))
    working.work_uploads()
    second.refresh_from_db()
    assert second.stage == Stage.FAILED and not is_there(second)
    assert "within a week" in page(client, second)


def test_whoever_is_erased_takes_the_files_that_wait_along(
    client: Client, northwind: Organization, other_org: Organization
) -> None:
    upload = brought(client, BACKEND)
    # One of a process that was killed before it wrote a row is there all the same.
    storage.put(storage.key_of(northwind.pk, "lost"), SimpleUploadedFile("x", b"{}"))
    assert files.count(Subjects(other_org.pk)) == files.erase(Subjects(other_org.pk)) == 0
    assert files.count(Subjects(northwind.pk)) == 2 and files.erase(Subjects(northwind.pk)) == 2
    assert files.count(Subjects(northwind.pk)) == 0 and not is_there(upload)
    assert "was erased" in page(client, upload)


@pytest.mark.parametrize("how", ["discarded", "erased", "taken"])
def test_a_worker_stops_once_the_file_is_not_its_own(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    upload = brought(client, *({**WIDGET, "id": f"conv_{number}"} for number in range(6)))
    working.work_uploads()
    client.post(f"{LIST}{upload.public_id}/start/")
    theirs = timezone.now() + timedelta(minutes=5)

    def meanwhile(organization: Organization, records: Any, guard: Any) -> Any:
        if how == "discarded":
            client.post(f"{LIST}{upload.public_id}/discard/")
        elif how == "erased":
            files.erase(Subjects(northwind.pk))
        else:
            Upload.objects.update(lease_until=theirs)
        return import_conversations(organization, records, guard)

    monkeypatch.setattr(working, "import_conversations", meanwhile)
    monkeypatch.setattr(importing, "BATCH", 2)
    working.work_uploads()
    left = Upload.objects.first()
    if how == "taken":
        assert left and (left.stage, left.lease_until) == (Stage.IMPORTING, theirs)
    else:
        assert not Conversation.objects.exists(), "not one comes in"
        assert left is None if how == "discarded" else left and left.stage == Stage.FAILED


def test_a_worker_that_was_killed_leaves_it_to_another(
    client: Client, northwind: Organization
) -> None:
    brought(client, WIDGET)
    Upload.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert working.work_uploads() == 0
    Upload.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    assert working.work_uploads() == 1


def test_a_file_that_no_upload_knows_is_swept(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = brought(client, WIDGET)
    lost = storage.key_of(northwind.pk, "imp_lost")
    storage.put(lost, SimpleUploadedFile("x", b"{}"))
    assert uploading.sweep_uploads() == 0  # Whoever put it may be about to tell of it.
    monkeypatch.setattr(uploading, "LEASE", timedelta(seconds=-1))
    assert uploading.sweep_uploads() == 1
    assert is_there(known)
    with pytest.raises(storage.Missing):
        storage.head(lost, 1)
