"""What of this room no column leads to, for the erasure of a person: searches, and exports.

An export cannot be looked into for one person: all of a template that they took part in go, also
those that are being made, whose worker then ends. Made again they are without the person.
"""

from django.db.models import QuerySet

from conversations.domain.erasing import is_search_for, made_until, searches, words_of
from conversations.models import Conversation
from findings import storage
from findings.domain.making import folder_of
from findings.domain.removing import sweep_files, unknown_files
from findings.models import Export, ReviewQueue
from privacy.registry import Subjects


class Queues:
    """Queues whose selection is a search for the person lose their words; their items go alone."""

    most_at_once = 1_000

    def count(self, subjects: Subjects) -> int:
        return len(searches(subjects, ReviewQueue.objects))

    def erase(self, subjects: Subjects) -> int:
        keys = searches(subjects, ReviewQueue.objects)
        return ReviewQueue.objects.filter(pk__in=keys).update(name="Review queue", query=[])


class Exports:
    """The rows of exports that may hold the person, or were a search for them."""

    most_at_once = 1_000

    def count(self, subjects: Subjects) -> int:
        return len(self._about(subjects))

    def erase(self, subjects: Subjects) -> int:
        """The row goes before the file: no worker finishes what has none."""
        found = self._about(subjects)
        for export in found:
            Export.objects.filter(pk=export.pk).delete()
            storage.purge(folder_of(export))
        return len(found)

    def _about(self, subjects: Subjects) -> list[Export]:
        words = words_of(subjects)
        templates = set(_templates(subjects))
        of_theirs = Export.objects.filter(organization_id=subjects.organization_id)
        searched = set(made_until(subjects, Export.objects).values_list("pk", flat=True))
        return [
            export
            for export in of_theirs
            if export.template_id in templates
            or (export.pk in searched and is_search_for(words, export.query))
        ]


class ExportedFiles:
    """Files that no export knows any more, as a worker leaves that was killed at the end."""

    is_of_organization = True

    def count(self, subjects: Subjects) -> int:
        return len(unknown_files(self._prefix(subjects)))

    def erase(self, subjects: Subjects) -> int:
        return sweep_files(self._prefix(subjects))

    def _prefix(self, subjects: Subjects) -> str:
        return f"{storage.FOLDER}/{subjects.organization_id}/"


def _templates(subjects: Subjects) -> "QuerySet[Conversation, int | None]":
    theirs = Conversation.objects.filter(pk__in=subjects.conversations)
    return theirs.values_list("template_id", flat=True).distinct()


queues, exports, exported_files = Queues(), Exports(), ExportedFiles()
