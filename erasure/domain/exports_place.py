"""Access exports as the registry's places: what an erasure finds of them in the bucket."""

from collections.abc import Iterator

from conversations.models import Participation
from erasure import storage
from erasure.models import AccessExport, AccessState, Identity
from privacy.registry import Subjects
from web.objects import Footprint


class AccessObjects:
    """Objects of the persons asked about, and of whoever took part in the conversations."""

    most_at_once = 1_000

    def count(self, subjects: Subjects) -> int:
        return sum(found.objects for found in self._footprints(subjects))

    def weigh(self, subjects: Subjects) -> int:
        """Return how many bytes they are."""
        return sum(found.bytes for found in self._footprints(subjects))

    def erase(self, subjects: Subjects) -> int:
        """Remove them; exports that are made at this moment find out when they are to be kept."""
        done = 0
        for person in self._of(subjects):
            AccessExport.objects.filter(
                person_id=person, state__in=(AccessState.READY, AccessState.ASKED)
            ).update(state=AccessState.REMOVED, key="")
            done += storage.remove_all(subjects.organization_id, person)
        return done

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


access_objects = AccessObjects()
