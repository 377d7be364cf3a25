"""Files that were brought to the page: kept in the bucket, checked, imported, and deleted."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.files import File
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations.domain import refresh_rollups, wake
from intake.domain import Result, import_conversations, rehearsal
from intake.records import ConversationRecord
from orgs.domain.audit import Actor, record
from orgs.models import Organization
from sources import storage
from sources.files import Entry, Problem, Source
from sources.formats import FORMATS, reader
from sources.importing import Importer
from sources.models import Stage, Upload, mint_upload

MOST_BYTES = 500 * 1024 * 1024
MOST_WAITING = 20  # of an organisation
MOST_TOLD = 1000  # rejections that are kept by their line
KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=2)
_RENEWED = 20.0  # seconds, within which a worker says again that it has a file
WORK_TASK = "sources.tasks.work_uploads"


class UploadRefused(Exception):
    """Why a file is not taken, in words for who brought it."""


class _Lost(Exception):
    """The file was deleted meanwhile, or another worker has it."""


def take_upload(
    *, actor: Actor, organization: Organization, file: File, format: str = ""
) -> Upload:
    """Keep a file and have it checked. Raises UploadRefused."""
    size = file.size or 0
    if not size:
        raise UploadRefused("The file is empty.")
    if size > MOST_BYTES:
        raise UploadRefused(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    if format and format not in FORMATS:
        raise UploadRefused("That is none of the formats.")
    waiting = Upload.objects.filter(organization=organization, due_at__isnull=False)
    if waiting.count() >= MOST_WAITING:
        raise UploadRefused("Too many files wait already. Try again once they are through.")
    public_id = mint_upload()
    try:
        storage.put(storage.key_of(organization.pk, public_id), file)
    except storage.Unreachable:
        raise UploadRefused("The file could not be kept just now. Try again.") from None
    with transaction.atomic():
        upload = Upload.objects.create(
            organization=organization,
            public_id=public_id,
            format=format,
            size=size,
            due_at=timezone.now(),
        )
        _note(actor, upload, "import.uploaded")
    return upload


@transaction.atomic
def start_import(*, actor: Actor, upload: Upload) -> bool:
    """Have a checked file come in; return False for one that is not at that."""
    moved = Upload.objects.filter(pk=upload.pk, stage=Stage.CHECKED).update(
        stage=Stage.IMPORTING, due_at=timezone.now(), lease_until=None
    )
    if moved:
        _note(actor, upload, "import.started")
    return bool(moved)


def discard(*, actor: Actor, upload: Upload) -> None:
    """Delete a file and what is known of it. Raises UploadRefused where the bucket is away."""
    try:
        storage.delete(storage.key_of(upload.organization_id, upload.public_id))
    except storage.Unreachable:
        raise UploadRefused("The file could not be deleted just now. Try again.") from None
    with transaction.atomic():
        _note(actor, upload, "import.discarded")
        Upload.objects.filter(pk=upload.pk).delete()


def work_uploads() -> int:
    """Check and import what waits, and delete what is too old; return how many were worked on."""
    worked = 0
    while upload := _claim():
        with suppress(_Lost):
            _work(upload)
        worked += 1
    old = Upload.objects.filter(stage=Stage.CHECKED, created_at__lt=timezone.now() - KEPT_FOR)
    for upload in old:
        with suppress(_Lost):
            told = "Nobody had it imported within a week; the file is deleted."
            _finish(upload, Stage.FAILED, told)
    return worked


def sweep_uploads() -> int:
    """Delete files that no upload knows, as a web process leaves that was killed at the end.

    Returns how many. Raises Unreachable.
    """
    names = {key.rpartition("/")[2]: key for key in storage.put_before(timezone.now() - LEASE)}
    known = Upload.objects.filter(public_id__in=names).values_list("public_id", flat=True)
    left = names.keys() - set(known)
    for name in left:
        storage.delete(names[name])
    return len(left)


def progress(upload: Upload) -> float:
    """Return how much of the file was read, 0 to 1."""
    return min(float(cache.get(_progress_key(upload), 0)) / max(upload.size, 1), 1.0)


@transaction.atomic
def _claim() -> Upload | None:
    now = timezone.now()
    due = Upload.objects.filter(due_at__lte=now).exclude(lease_until__gt=now).order_by("due_at")
    upload = due.select_for_update(skip_locked=True, no_key=True).first()
    if upload is not None:
        upload.lease_until = now + LEASE
        upload.save(update_fields=["lease_until"])
    return upload


def _work(upload: Upload) -> None:
    is_check = upload.stage == Stage.CHECKING
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        try:
            storage.fetch(storage.key_of(upload.organization_id, upload.public_id), path)
        except storage.Missing:
            _finish(upload, Stage.FAILED, "The file is not there any more. Bring it again.")
            return
        except storage.Unreachable:
            return  # Its lease runs out, and it is tried again.
        told = _import(upload, Source(str(path)), rehearsal() if is_check else nullcontext())
    if is_check:
        _save(upload, stage=Stage.CHECKED, due_at=None, **told)
    else:
        refresh_rollups(upload.organization_id)
        _finish(upload, Stage.DONE, "", **told)


def _import(upload: Upload, source: Source, how: AbstractContextManager[None]) -> dict[str, Any]:
    """Return what became of it, by the columns that tell it."""
    importer: Importer[ConversationRecord] = Importer(
        upload.organization, reader(upload.format or None), import_conversations
    )
    told: list[list[str | int]] = []
    with how:
        for rejections in importer.run(_watched(upload, source)):
            told += [[each.line, each.field, each.reason] for each in rejections]
            del told[MOST_TOLD:]
            if not Upload.objects.filter(pk=upload.pk, stage=upload.stage).exists():
                raise _Lost
    return {
        "created": importer.counts[Result.CREATED],
        "updated": importer.counts[Result.UPDATED],
        "unchanged": importer.counts[Result.UNCHANGED],
        "refused": importer.counts[Result.REFUSED],
        "rejections": told,
    }


def _watched(upload: Upload, source: Source) -> Iterator[Entry | Problem]:
    """Tell how far it is, from the thread that reads: the other is in a transaction of its own."""
    renewed = time.monotonic()
    for number, entry in enumerate(source.entries()):
        if number % 200 == 0:
            cache.set(_progress_key(upload), source.bytes_read, timeout=3600)
            if time.monotonic() > renewed + _RENEWED:
                renewed = time.monotonic()
                _renew(upload)
        yield entry


def _renew(upload: Upload) -> None:
    lease = timezone.now() + LEASE
    try:
        if not _held(upload).update(lease_until=lease):
            raise _Lost
    finally:
        connection.close()  # This thread's own, of which nobody else would think.
    upload.lease_until = lease


def _finish(upload: Upload, stage: Stage, problem: str, **told: Any) -> None:
    """The file goes first: what says that it is through has none in the bucket."""
    if not _held(upload).exists():
        raise _Lost
    try:
        storage.delete(storage.key_of(upload.organization_id, upload.public_id))
    except storage.Unreachable:
        return  # Its lease runs out, and it is done again.
    _save(upload, stage=stage, problem=problem, finished_at=timezone.now(), due_at=None, **told)


def _save(upload: Upload, **values: Any) -> None:
    if not _held(upload).update(lease_until=None, **values):
        raise _Lost


def _held(upload: Upload) -> QuerySet[Upload]:
    """The row, for as long as it stands as this worker left it."""
    return Upload.objects.filter(pk=upload.pk, stage=upload.stage, lease_until=upload.lease_until)


def _progress_key(upload: Upload) -> str:
    return f"import-progress:{upload.pk}"


def _note(actor: Actor, upload: Upload, action: str) -> None:
    record(
        actor=actor,
        action=action,
        organization_id=upload.organization_id,
        object_type="import",
        object_id=upload.public_id,
    )
    transaction.on_commit(lambda: wake(WORK_TASK), robust=True)
