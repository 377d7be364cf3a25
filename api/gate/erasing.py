"""Answers kept for repeats, which go with the conversations and persons they tell of."""

from django.db.models import QuerySet

from api.gate.models import SavedAnswer
from privacy.registry import Subjects


class SavedAnswers:
    """Found by `about`: the public ids of everybody whom an answer, or its key, may tell of."""

    most_at_once = 1_000

    def count(self, subjects: Subjects) -> int:
        return self._about(subjects).count() if subjects.public_ids else 0

    def erase(self, subjects: Subjects) -> int:
        return self._about(subjects).delete()[0] if subjects.public_ids else 0

    def _about(self, subjects: Subjects) -> QuerySet[SavedAnswer]:
        found = SavedAnswer.objects.filter(organization_id=subjects.organization_id)
        return found.filter(about__overlap=list(subjects.public_ids))


saved_answers = SavedAnswers()
