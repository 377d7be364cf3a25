"""Files that are brought to the page: kept in the bucket, to be checked, imported, and deleted."""

from datetime import timedelta

from django.core.cache import cache
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from conversations.domain import wake
from orgs.domain.audit import Actor, record
from orgs.models import Organization
from sources import storage
from sources.formats import FORMATS
from sources.models import WAITING, Stage, Upload, mint_upload

MOST_BYTES = 500 * 1024 * 1024
MOST_WAITING = 20  # files of an organisation in the bucket
MOST_TOLD = 1000  # rejections that are kept by their line
KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=2)
WORK_TASK = "sources.tasks.work_uploads"


class UploadRefused(Exception):
    """Why a file is not taken, in words for who brought it."""


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
    waiting = Upload.objects.filter(organization=organization, stage__in=WAITING)
    if waiting.count() >= MOST_WAITING:
        raise UploadRefused("Too many files wait already. Have some imported, or delete them.")
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
        stage=Stage.IMPORTING, due_at=timezone.now(), lease_until=None, tries=0
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
    return min(float(cache.get(progress_key(upload), 0)) / max(upload.size, 1), 1.0)


def progress_key(upload: Upload) -> str:
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
