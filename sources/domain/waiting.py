"""What erasure asks of files that wait: whoever is in one is in all of it."""

from django.db.models import QuerySet
from django.utils import timezone

from privacy.registry import Subjects
from sources import storage
from sources.models import WAITING, Stage, Upload

_WHY = "Somebody of this organisation was erased, so the file, which may name them, is deleted."


class WaitingFiles:
    """Nobody looks into a file for one person: their erasure deletes those that wait as a whole.

    The bucket tells what there is: a file that was put there may have no row yet. Jobs about
    conversations leave them: their tombstones refuse what a file says of these.
    """

    is_of_organization = True
    is_of_persons = True

    def count(self, subjects: Subjects) -> int:
        return len(storage.keys_of(subjects.organization_id))

    def erase(self, subjects: Subjects) -> int:
        """Raises Unreachable where the bucket does not answer."""
        uploads.erase(subjects)
        return storage.delete_all(subjects.organization_id)


class WaitingUploads:
    """What is known of them: from the beginning of an erasure on nothing more of them comes in.

    It begins when no batch is on its way, and a batch that comes later finds its upload stopped.
    """

    is_of_organization = True
    is_of_persons = True

    def count(self, subjects: Subjects) -> int:
        return _waiting(subjects).count()

    def erase(self, subjects: Subjects) -> int:
        now = timezone.now()
        return _waiting(subjects).update(
            stage=Stage.FAILED, problem=_WHY, due_at=None, finished_at=now
        )


def _waiting(subjects: Subjects) -> QuerySet[Upload]:
    return Upload.objects.filter(organization_id=subjects.organization_id, stage__in=WAITING)


files = WaitingFiles()
uploads = WaitingUploads()
