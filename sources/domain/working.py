"""What a worker does with files that were brought: checks them, has them come in, deletes them."""

import logging
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations.domain import refresh_rollups
from intake.domain import Outcome, Rehearsal, Result, import_conversations
from intake.records import ConversationRecord
from orgs.models import Organization
from sources import storage
from sources.domain.claiming import alone
from sources.domain.uploading import KEPT_FOR, LEASE, MOST_TOLD, progress_key
from sources.files import Source
from sources.formats import reader
from sources.importing import Importer, discreet
from sources.models import Stage, Upload

logger = logging.getLogger(__name__)

_MOST_TRIES = 5
_SWELLS = 20  # times its size, that a packed file may unpack to
_MAY_SWELL = 256 * 1024 * 1024  # bytes, whatever its size
_PAUSE = timedelta(minutes=1)
_TOLD = 1.0  # seconds, within which it is said how far a file was read
_RENEWED = 20.0  # seconds, within which a worker says again that it has a file
_KEPT = "SELECT FROM sources_upload WHERE id = %s AND stage = %s FOR SHARE"


class _Lost(Exception):
    """The file was deleted meanwhile, or another worker has it."""


def work_uploads() -> int:
    """Check and import what waits, and delete what is too old; return how many were worked on."""
    worked = 0
    while upload := _claim():
        with suppress(_Lost):
            _try(upload)
        worked += 1
    old = Upload.objects.filter(stage=Stage.CHECKED, created_at__lt=timezone.now() - KEPT_FOR)
    for upload in old:
        with suppress(_Lost):
            told = "Nobody had it imported within a week; the file is deleted."
            _finish(upload, Stage.FAILED, told)
    return worked


@transaction.atomic
def _claim() -> Upload | None:
    """Take the file that waits longest, unless as many are worked on as may be at once."""
    alone("uploads")
    now = timezone.now()
    if Upload.objects.filter(lease_until__gt=now).count() >= settings.UPLOADS_AT_ONCE:
        return None
    due = Upload.objects.filter(due_at__lte=now).exclude(lease_until__gt=now).order_by("due_at")
    upload = due.select_for_update(skip_locked=True, no_key=True).first()
    if upload is not None:
        upload.lease_until, upload.tries = now + LEASE, upload.tries + 1
        upload.save(update_fields=["lease_until", "tries"])
    return upload


def _try(upload: Upload) -> None:
    """Work on it; what breaks, or whose worker dies, is tried a few times more and then left."""
    if upload.finished_at is not None:
        _finish(upload, Stage.DONE, "")
        return
    if upload.tries > _MOST_TRIES:
        told = f"It could not be read to its end in {_MOST_TRIES} tries; the file is deleted."
        _finish(upload, Stage.FAILED, told)
        return
    try:
        _work(upload)
    except _Lost:
        raise
    except Exception:
        logger.exception("Upload %s could not be worked on", upload.public_id)
        _wait(upload, upload.tries)


def _work(upload: Upload) -> None:
    is_check = upload.stage == Stage.CHECKING
    with tempfile.TemporaryFile() as file:  # Without a name: whoever is killed leaves nothing.
        try:
            storage.fetch(storage.key_of(upload.organization_id, upload.public_id), file)
        except storage.Missing:
            _finish(upload, Stage.FAILED, "The file is not there any more. Bring it again.")
            return
        except storage.Unreachable:
            _wait(upload, upload.tries - 1)
            return
        told = _import(upload, file, is_check)
    if is_check:
        _save(upload, stage=Stage.CHECKED, due_at=None, **told)
        return
    refresh_rollups(upload.organization_id)
    # Before the file goes: whoever is killed after that leaves the rest to be said.
    if not _held(upload).update(finished_at=timezone.now(), **told):
        raise _Lost
    _finish(upload, Stage.DONE, "")


def _import(upload: Upload, file: IO[bytes], is_check: bool) -> dict[str, Any]:
    """Return what became of it, by the columns that tell it."""
    write = Rehearsal().import_conversations if is_check else import_conversations

    def take(organization: Organization, records: list[ConversationRecord]) -> list[Outcome]:
        return write(organization, records, lambda: _check_kept(upload))

    importer = Importer(upload.organization, reader(upload.format or None), take)
    most = max(_SWELLS * upload.size, _MAY_SWELL)
    entries = Source(file, most=most, watch=_watch(upload)).entries()
    told: list[list[str | int]] = []
    for rejections in importer.run(entries):
        told += [[each.line, discreet(each.field), each.reason[:200]] for each in rejections]
        del told[MOST_TOLD:]
    return {
        "created": importer.counts[Result.CREATED],
        "updated": importer.counts[Result.UPDATED],
        "unchanged": importer.counts[Result.UNCHANGED],
        "refused": importer.counts[Result.REFUSED],
        "rejections": told,
    }


def _check_kept(upload: Upload) -> None:
    """Keep the row until the batch is in. Raises _Lost where somebody deleted the file.

    An erasure that deletes it has it deleted before the batch, or waits until the batch is in.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [upload.pk, upload.stage])
        if cursor.fetchone() is None:
            raise _Lost


def _watch(upload: Upload) -> Callable[[int], None]:
    """Return what says how far it is, and that the worker lives, from the thread that reads.

    The other is in transactions of its own.
    """
    told = renewed = time.monotonic()

    def watch(bytes_read: int) -> None:
        nonlocal told, renewed
        now = time.monotonic()
        if now > told + _TOLD:
            told = now
            cache.set(progress_key(upload), bytes_read, timeout=3600)
        if now > renewed + _RENEWED:
            renewed = now
            _renew(upload)

    return watch


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


def _wait(upload: Upload, tries: int) -> None:
    """Leave it for now: the next in line is not kept waiting by one that cannot be worked on."""
    _save(upload, due_at=timezone.now() + _PAUSE, tries=tries)


def _save(upload: Upload, **values: Any) -> None:
    if not _held(upload).update(lease_until=None, **values):
        raise _Lost


def _held(upload: Upload) -> QuerySet[Upload]:
    """The row, for as long as it stands as this worker left it."""
    return Upload.objects.filter(pk=upload.pk, stage=upload.stage, lease_until=upload.lease_until)
