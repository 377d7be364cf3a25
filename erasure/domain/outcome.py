"""What came of one piece of a step, and how that is noted."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from erasure.domain.timeline import note
from erasure.models import Erasure, State, Step, StepState


@dataclass(frozen=True, slots=True)
class Outcome:
    """`cursor`: behind which the next piece begins. `done`: how many rows or objects went."""

    cursor: int = 0
    done: int = 0
    is_over: bool = False


class Waiting(Exception):
    """The step can only go on after `pause`; that is no failure."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__()
        self.pause = pause


class Stopped(Exception):
    """The job waits for people; they have it go on."""


def note_progress(erasure: Erasure, step: Step, outcome: Outcome) -> None:
    """Write down how far a step came, in the transaction of its piece."""
    now = timezone.now()
    step.cursor = outcome.cursor
    step.done += outcome.done
    step.attempts, step.problem = 0, ""
    step.state = StepState.DONE if outcome.is_over else StepState.RUNNING
    step.finished_at = now if outcome.is_over else None
    step.save()
    if erasure.problem:
        erasure.problem, erasure.tries = "", 0
        erasure.save(update_fields=["problem", "tries"])
    if erasure.state == State.FAILING:
        erasure.state = State.VERIFYING if step.name in LATE else State.RUNNING
        erasure.save(update_fields=["state"])
        note(erasure, "recovered", step=step.name, place=step.place)


LATE = ("verify", "mentions", "review", "finish")
