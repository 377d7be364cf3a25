"""What a worker found out about frames, stored: on their rows, and on their conversations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from frames.images import Picture, are_alike
from frames.models import Frame, FrameState

# The conversation's lock comes first, as it does for everybody.
_LOCK = """
    SELECT FROM conversations_conversation WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
_COUNT = """
    UPDATE conversations_conversation c SET
        frame_count = (
            SELECT count(*) FROM frames_frame WHERE conversation_id = c.id AND state = 'ready'
        ),
        revision = revision + 1
    WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`due_at`: when a worker is to see to the frame again, null for never.

    `is_put_off`: the bucket did not answer.
    """

    frame: Frame
    state: FrameState
    due_at: datetime | None
    reason: str = ""
    picture: Picture | None = None
    is_put_off: bool = False


def keep_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Store them; conversations that have other frames to show than before get to know."""
    changed = [each for each in outcomes if each.state != each.frame.state]
    conversations = sorted({each.frame.conversation_id for each in changed})
    if conversations:
        _execute(_LOCK, conversations)
    for outcome in outcomes:
        _keep(outcome)
    for conversation_id, segment in {
        (each.frame.conversation_id, each.frame.segment) for each in changed
    }:
        mark_alike(conversation_id, segment)
    if conversations:
        _execute(_COUNT, conversations)


def _keep(outcome: Outcome) -> None:
    frame, picture = outcome.frame, outcome.picture
    # Only a worker that died leaves its try counted.
    values: dict[str, object] = {"state": outcome.state, "due_at": outcome.due_at, "attempts": 0}
    if outcome.reason:
        values["reason"] = outcome.reason
    if picture is not None:
        values |= {
            "width": picture.width,
            "height": picture.height,
            "likeness": picture.likeness,
            "size": len(picture.original),
        }
    # One that was asked for anew meanwhile, or taken up by another, is no more this one's.
    Frame.objects.filter(pk=frame.pk, state=frame.state, attempts=frame.attempts).update(**values)


def mark_alike(conversation_id: int, segment: str) -> None:
    """Mark each ready frame of the segment that looks as the last one not marked does."""
    found = Frame.objects.filter(
        conversation_id=conversation_id, segment=segment, state=FrameState.READY
    ).order_by("captured_at", "number")
    marks: dict[bool, list[int]] = {False: [], True: []}
    shown: int | None = None
    for key, likeness, was_alike in found.values_list("pk", "likeness", "is_alike"):
        is_alike = shown is not None and are_alike(shown, likeness or 0)
        if not is_alike:
            shown = likeness
        if is_alike != was_alike:
            marks[is_alike].append(key)
    for is_alike, keys in marks.items():
        if keys:
            Frame.objects.filter(pk__in=keys).update(is_alike=is_alike)


def _execute(statement: str, conversations: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(conversations)])
