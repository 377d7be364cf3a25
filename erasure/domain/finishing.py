"""The end: what the job had to know is forgotten, the proof is signed, and endpoints are told."""

from collections import Counter

from django.utils import timezone

from erasure.domain import receipts, targets
from erasure.domain.outcome import Outcome
from erasure.domain.timeline import SYSTEM, note_act
from erasure.models import (
    Comment,
    Erasure,
    Identity,
    Mention,
    MentionState,
    State,
    Step,
    Target,
)
from outputs.domain import fire_person_erased

_AT_ONCE = 5_000
_LISTS = (Target, Mention, Comment, Identity)


class NotForgotten(Exception):
    """Something that a finished job must not know is still there."""


def finish(erasure: Erasure, step: Step) -> Outcome:
    """Forget the lists, some at a time; with the last piece the job is done and its receipt signed.

    Never before it was verified, and not while a mention is to be reviewed.
    """
    undecided = Mention.objects.filter(erasure=erasure, state=MentionState.OPEN)
    if erasure.verified_at is None or any(erasure.after.values()) or undecided.exists():
        raise NotForgotten
    if forgotten := targets.forget_some(erasure, _AT_ONCE):
        return Outcome(step.cursor, forgotten)
    _close(erasure)
    return Outcome(step.cursor, is_over=True)


def _close(erasure: Erasure) -> None:
    erasure.finished_at = timezone.now()
    erasure.decisions = _decisions(erasure)
    identity = Identity.objects.filter(erasure=erasure).first()
    if identity is not None:
        fire_person_erased(
            erasure.organization_id,
            person_id=identity.public_id,
            job_id=erasure.public_id,
            erased_at=erasure.finished_at,
        )
    for model in _LISTS:
        model.objects.filter(erasure=erasure).delete()
    if any(model.objects.filter(erasure=erasure).exists() for model in _LISTS):
        raise NotForgotten
    receipts.issue(erasure)
    erasure.state = State.DONE
    erasure.next_try_at = erasure.lease_until = erasure.leased_by = None
    erasure.problem, erasure.tries = "", 0
    erasure.save()
    note_act(erasure, "done", SYSTEM)


def _decisions(erasure: Erasure) -> dict[str, int]:
    states = Mention.objects.filter(erasure=erasure).values_list("state", flat=True)
    counted = Counter(str(state) for state in states)
    decided = [str(state) for state in MentionState if state != MentionState.OPEN]
    return {name: counted.get(name, 0) for name in decided}
