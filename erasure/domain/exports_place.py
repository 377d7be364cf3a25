"""Access exports as the registry's places: what an erasure finds of them in the bucket."""

from collections.abc import Iterator

from conversations.models import Participation
from erasure import bucket
from erasure.models import AccessExport, AccessState, Identity
from privacy.registry import Subjects


class AccessObjects:
    """Objects of the persons asked about, and of whoever took part in the conversations."""

    def count(self, subjects: Subjects) -> int:
        return sum(bucket.count(folder)[0] for folder in self._counted(subjects))

    def weigh(self, subjects: Subjects) -> int:
        """Return how many bytes they are."""
        return sum(bucket.count(folder)[1] for folder in self._counted(subjects))

    def erase(self, subjects: Subjects) -> int:
        """Remove them; exports that are made at this moment find out when they are to be kept."""
        done = 0
        for person, folder in self._of(subjects):
            AccessExport.objects.filter(
                person_id=person, state__in=(AccessState.READY, AccessState.ASKED)
            ).update(state=AccessState.REMOVED, key="")
            done += bucket.remove_all(folder)
        return done

    def _counted(self, subjects: Subjects) -> Iterator[str]:
        """Yield each folder where it counts: that of who is erased once, with the person alone."""
        found = list(self._of(subjects))
        asked = Identity.objects.filter(person_id__in=[person for person, _ in found])
        erased = set(asked.values_list("person_id", flat=True))
        for person, folder in found:
            if person in subjects.persons or person not in erased:
                yield folder

    def _of(self, subjects: Subjects) -> Iterator[tuple[int, str]]:
        """Yield (person, folder) of whose exports may hold it."""
        part = Participation.objects.filter(conversation_id__in=list(subjects.conversations))
        others = AccessExport.objects.filter(person_id__in=part.values("person_id"))
        persons = {*subjects.persons, *others.values_list("person_id", flat=True)}
        for person in sorted(persons):
            yield person, bucket.folder(subjects.organization_id, person)


access_objects = AccessObjects()
