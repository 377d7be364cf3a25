"""Access exports as the registry's places: what an erasure finds of them in the bucket."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from conversations.models import Participation
from erasure import storage
from erasure.domain.exports_lock import is_alone
from erasure.domain.outcome import Waiting
from erasure.models import AccessExport, AccessState, Identity
from privacy.registry import Subjects
from web.objects import Footprint

_SOON = timedelta(seconds=2)


class AccessObjects:
    """Objects of the persons asked about, and of whoever took part in the conversations.

    Nothing of these conversations comes there after `erase`: see `exports_lock`.
    """

    most_at_once = 1_000

    def count(self, subjects: Subjects) -> int:
        return sum(found.objects for found in self._footprints(subjects))

    def weigh(self, subjects: Subjects) -> int:
        """Return how many bytes they are."""
        return sum(found.bytes for found in self._footprints(subjects))

    def erase(self, subjects: Subjects) -> int:
        """Remove them; raise Waiting while one is put there."""
        return sum(_empty(subjects.organization_id, person) for person in self._of(subjects))

    def _footprints(self, subjects: Subjects) -> Iterator[Footprint]:
        """Yield each where it counts: that of who is erased once, with the person alone."""
        found = self._of(subjects)
        asked = Identity.objects.filter(person_id__in=found)
        erased = set(asked.values_list("person_id", flat=True))
        for person in found:
            if person in subjects.persons or person not in erased:
                yield storage.footprint(subjects.organization_id, person)

    def _of(self, subjects: Subjects) -> list[int]:
        """Return the persons whose exports may hold it."""
        part = Participation.objects.filter(conversation_id__in=list(subjects.conversations))
        others = AccessExport.objects.filter(person_id__in=part.values("person_id"))
        return sorted({*subjects.persons, *others.values_list("person_id", flat=True)})


@transaction.atomic
def _empty(organization_id: int, person_id: int) -> int:
    if not is_alone(person_id):
        raise Waiting(_SOON)
    AccessExport.objects.filter(
        person_id=person_id, state__in=(AccessState.READY, AccessState.ASKED)
    ).update(state=AccessState.REMOVED, key="")
    return storage.remove_all(organization_id, person_id)


access_objects = AccessObjects()
