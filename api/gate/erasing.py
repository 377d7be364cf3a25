"""Answers kept for repeats: their words go with the conversations and persons they tell of.

That there was such a request stays for its day, under a keyed hash of its key: sent again it must
make nobody anew.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from api.gate.models import SavedAnswer
from privacy.registry import Subjects

ERASED = 410  # the status of an answer that was erased


def erased_keys(organization_id: int, is_test: bool, key: str) -> list[str]:
    """Return under which keys a request may stand whose answer was erased, first the one to write.

    The others are of secret keys that were replaced.
    """
    told = f"{organization_id} {is_test} {key}"
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    hashes = (salted_hmac("gate.erased", told, each, algorithm="sha256") for each in secrets)
    return [f"erased {each.hexdigest()}" for each in hashes]


class SavedAnswers:
    """Found by `about`: the public ids of everybody whom an answer, or its key, may tell of."""

    most_at_once = 1_000

    def count(self, subjects: Subjects) -> int:
        return self._about(subjects).count() if subjects.public_ids else 0

    def erase(self, subjects: Subjects) -> int:
        found = list(self._about(subjects).order_by("id")) if subjects.public_ids else []
        for answer in found:
            _empty(answer)
        return len(found)

    def _about(self, subjects: Subjects) -> QuerySet[SavedAnswer]:
        found = SavedAnswer.objects.filter(organization_id=subjects.organization_id)
        return found.filter(about__overlap=list(subjects.public_ids))


@transaction.atomic
def _empty(answer: SavedAnswer) -> None:
    keys = erased_keys(answer.organization_id, answer.is_test, answer.key)
    same = SavedAnswer.objects.filter(organization_id=answer.organization_id, key__in=keys)
    same.delete()  # Of a day before.
    answer.key, answer.status, answer.body = keys[0], ERASED, ""
    answer.digest, answer.about = b"", []
    answer.save()


saved_answers = SavedAnswers()
