"""Workers that die, break and come too late, and what is kept of a file."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from api.widgets.tests.asking import WIRE as WIDGET
from conversations.models import Conversation
from erasure.models import Erasure, State
from erasure.tests.making import begun, worked
from intake.tests.making import conversation
from orgs.models import Organization
from persons.models import Person
from privacy.registry import Subjects
from sources import importing, storage
from sources.domain import uploading, working
from sources.domain.waiting import files
from sources.models import Stage, Upload
from sources.tests.bringing import BAD, LIST, brought, client, is_there, page

__all__ = ["client"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bucket")]


def test_a_file_that_every_worker_dies_of_is_given_up(
    client: Client, northwind: Organization
) -> None:
    upload = brought(client, WIDGET)
    for _ in range(5):
        assert working._claim(), "and is killed"
        Upload.objects.update(lease_until=None)
    working.work_uploads()
    upload.refresh_from_db()
    assert upload.stage == Stage.FAILED and not is_there(upload)
    assert "in 5 tries" in page(client, upload)


def test_one_is_worked_on_at_a_time(client: Client, northwind: Organization, settings: Any) -> None:
    brought(client, WIDGET)
    brought(client, WIDGET)
    assert working._claim() and working._claim() is None
    settings.UPLOADS_AT_ONCE = 2
    assert working._claim()


def test_what_breaks_is_tried_again_later_and_keeps_nobody_waiting(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = brought(client, WIDGET), brought(client, {**WIDGET, "id": "conv_2"})
    fetch = storage.fetch

    def broken(key: str, file: Any) -> None:
        if first.public_id in key:
            raise ZeroDivisionError
        fetch(key, file)

    monkeypatch.setattr(storage, "fetch", broken)
    working.work_uploads()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, second.stage) == (Stage.CHECKING, Stage.CHECKED)
    assert first.due_at and first.due_at > timezone.now() and first.lease_until is None


def test_a_bucket_that_is_away_counts_as_no_try(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = brought(client, WIDGET)

    def away(key: str, path: Any) -> None:
        raise storage.Unreachable("away")

    with monkeypatch.context() as patched:
        patched.setattr(storage, "fetch", away)
        working.work_uploads()
    upload.refresh_from_db()
    assert upload.tries == 0 and upload.stage == Stage.CHECKING
    Upload.objects.update(due_at=timezone.now())
    working.work_uploads()
    upload.refresh_from_db()
    assert upload.stage == Stage.CHECKED


def test_an_import_is_complete_though_its_worker_died_at_the_end(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = brought(client, WIDGET)
    working.work_uploads()
    client.post(f"{LIST}{upload.public_id}/start/")
    delete = storage.delete

    def killed(key: str) -> None:
        delete(key)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(storage, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            working.work_uploads()
    Upload.objects.update(lease_until=None)
    working.work_uploads()
    upload.refresh_from_db()
    assert (upload.stage, upload.created, upload.problem) == (Stage.DONE, 1, "")


def test_nothing_of_a_file_comes_in_once_an_erasure_has_deleted_it(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker had fetched it: what it holds must not outlive the receipt."""
    upload = brought(client, WIDGET)
    working.work_uploads()
    client.post(f"{LIST}{upload.public_id}/start/")
    fetch = storage.fetch

    def erased_meanwhile(key: str, file: Any) -> None:
        fetch(key, file)
        assert files.erase(Subjects(northwind.pk)) == 1

    monkeypatch.setattr(storage, "fetch", erased_meanwhile)
    working.work_uploads()
    assert not Conversation.objects.exists()
    upload.refresh_from_db()
    assert upload.stage == Stage.FAILED and "was erased" in upload.problem


def test_nothing_of_a_file_comes_in_from_the_beginning_of_an_erasure_on(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its step comes later: what came in until then would be of somebody nobody looks for."""
    conversation(northwind, "iv_1")
    upload = brought(client, WIDGET)
    working.work_uploads()
    client.post(f"{LIST}{upload.public_id}/start/")
    fetch = storage.fetch

    def begun_meanwhile(key: str, path: Any) -> None:
        fetch(key, path)
        begun(northwind, Person.objects.get().public_id)

    monkeypatch.setattr(storage, "fetch", begun_meanwhile)
    working.work_uploads()
    assert not Conversation.objects.exclude(public_id="iv_1").exists() and is_there(upload)
    assert worked(Erasure.objects.get()).state == State.DONE
    assert not is_there(upload) and "was erased" in page(client, upload)


def test_keys_that_are_no_names_of_fields_are_not_kept(
    client: Client, northwind: Organization
) -> None:
    judged = {"ada.lovelace@example.com": {"passed": "x"}}
    upload = brought(client, {**WIDGET, "criteria_results": judged})
    working.work_uploads()
    upload.refresh_from_db()
    [[line, field, _]] = upload.rejections
    assert line == 1 and field.startswith("criteria_results.") and "@" not in field
    brought(client, {**WIDGET, "criteria_results": {"x" * 3000: {"passed": "x"}}})
    working.work_uploads()
    assert len(Upload.objects.latest("pk").rejections[0][1]) <= 200


def test_nobody_waits_for_more_of_a_check_than_one_batch(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(client, BAD, {**WIDGET, "id": "conv_2"}, BAD)
    monkeypatch.setattr(importing, "BATCH", 2)
    found: list[bool] = []

    def is_free() -> bool:
        try:
            with connection.cursor() as cursor:
                key = f"intake {northwind.pk}"
                ask = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
                cursor.execute(ask, [key])
                return bool(cursor.fetchone()[0])
        finally:
            connection.close()

    def between_batches(field: str) -> str:
        with ThreadPoolExecutor(1) as other:
            found.append(other.submit(is_free).result())
        return field

    monkeypatch.setattr(working, "discreet", between_batches)
    working.work_uploads()
    assert found == [True, True]


def test_files_that_nobody_has_imported_count_as_waiting(
    client: Client, northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_WAITING", 1)
    brought(client, WIDGET)
    working.work_uploads()
    response = client.post(LIST, {"file": SimpleUploadedFile("x", b"{}"), "format": ""})
    assert response.status_code == 422 and "Too many files wait" in response.content.decode()


def test_no_file_has_a_name_that_a_killed_process_would_leave_behind(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[list[Path]] = []

    def watched(work: Any) -> Any:
        def done(key: str, file: Any) -> None:
            work(key, file)
            seen.append(list(tmp_path.iterdir()))

        return done

    monkeypatch.setattr(storage, "put", watched(storage.put))
    monkeypatch.setattr(storage, "fetch", watched(storage.fetch))
    upload = brought(client, WIDGET)
    working.work_uploads()
    upload.refresh_from_db()
    assert upload.stage == Stage.CHECKED and seen == [[], []]
