"""What a room's own handler erases: objects in the bucket, kept answers, caches, saved lists."""

from django.utils import timezone

from erasure.domain import targets
from erasure.domain.outcome import Outcome, Waiting
from erasure.models import Erasure, Step
from erasure.places import catalogue, handler_of
from privacy.registry import CONVERSATIONS, Subjects


def erase(erasure: Erasure, step: Step) -> Outcome:
    """Have some conversations' erased, at the end what belongs to the person; see `Handler`.

    Raises Waiting while outsiders may still write into the place: it is erased again after that.
    """
    place = catalogue().handled_place(step.place)
    if place is None:  # Of a version before this one: see `plan.mend_plan`.
        return Outcome(step.cursor, is_over=True)
    handler = handler_of(place)
    if getattr(handler, "is_of_organization", False):
        return Outcome(0, handler.erase(Subjects(erasure.organization_id)), is_over=True)
    found = None
    if not getattr(handler, "is_of_words", False):
        found = targets.window(erasure, CONVERSATIONS, step.cursor, targets.at_once(handler))
    if found is not None:
        subjects = targets.subjects_of(erasure, found)
        until = handler.open_until(subjects) if hasattr(handler, "open_until") else None
        count = handler.erase(subjects)
        if until is not None and until > timezone.now():
            raise Waiting(until - timezone.now())
        return Outcome(found.last, count)
    person = targets.subjects_in_person(erasure)
    return Outcome(step.cursor, handler.erase(person), is_over=True)
