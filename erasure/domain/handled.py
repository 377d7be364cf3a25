"""What a room's own handler erases: objects in the bucket, kept answers, caches, saved lists."""

from erasure.domain import targets
from erasure.domain.outcome import Outcome
from erasure.models import Erasure, Step
from erasure.places import catalogue, handler_of
from privacy.registry import CONVERSATIONS


def erase(erasure: Erasure, step: Step) -> Outcome:
    """Have some conversations' erased, at the end what belongs to the person; see `Handler`."""
    handler = handler_of(catalogue().handled_place(step.place))
    found = targets.window(erasure, CONVERSATIONS, step.cursor, targets.HANDLED_AT_ONCE)
    if found is not None:
        return Outcome(found.last, handler.erase(targets.subjects_of(erasure, found)))
    person = targets.subjects_in_person(erasure)
    return Outcome(step.cursor, handler.erase(person), is_over=True)
