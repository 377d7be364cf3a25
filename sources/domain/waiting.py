"""What erasure asks of files that wait: whoever is in one is in all of it."""

from django.db.models import QuerySet
from django.utils import timezone

from privacy.registry import Subjects
from sources import storage
from sources.models import WAITING, Stage, Upload

_WHY = "Somebody of this organisation was erased, so the file, which may name them, is deleted."


class WaitingFiles:
    """Nobody looks into a file for one person: an erasure deletes those that wait as a whole."""

    is_of_organization = True

    def count(self, subjects: Subjects) -> int:
        return _waiting(subjects).count()

    def erase(self, subjects: Subjects) -> int:
        """Raises Unreachable where the bucket does not answer."""
        uploads = list(_waiting(subjects))
        for upload in uploads:
            storage.delete(storage.key_of(upload.organization_id, upload.public_id))
            Upload.objects.filter(pk=upload.pk).update(
                stage=Stage.FAILED, problem=_WHY, due_at=None, finished_at=timezone.now()
            )
        return len(uploads)


def _waiting(subjects: Subjects) -> QuerySet[Upload]:
    return Upload.objects.filter(organization_id=subjects.organization_id, stage__in=WAITING)


files = WaitingFiles()
