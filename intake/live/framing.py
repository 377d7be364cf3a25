"""Places for captures of a session's shared screen, handed out by the frames room."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from frames.domain import Asked, Place, TooManyFrames, ask_places
from frames.models import MOST_FRAMES
from intake.live.errors import Conflict
from intake.live.session import lock_session
from intake.results import Refusal

MOST_PLACES = 100  # in one request
_AHEAD = timedelta(hours=1)  # that a runtime's clock may be


def ask_frames(
    organization_id: int, session_id: str, asked: Sequence[Asked], *, is_test: bool
) -> list[Place]:
    """Return a place for each capture, in order, also after the session's end.

    Raises NoSuchSession, Erased, Conflict where there would be too many, and Refusal, naming the
    field as `frames[3].size`.
    """
    latest = timezone.now() + _AHEAD
    for number, each in enumerate(asked):
        if each.size > settings.FRAMES_MAX_BYTES:
            reason = f"is more than {settings.FRAMES_MAX_BYTES:,} bytes"
            raise Refusal(f"frames[{number}].size", reason)
        if each.captured_at > latest:
            raise Refusal(f"frames[{number}].captured_at", "lies in the future")
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        session, _ = lock_session(organization_id, session_id, [], is_test=is_test)
        try:
            return ask_places(organization_id, session.id, asked)
        except TooManyFrames:
            reason = f"would bring the conversation beyond {MOST_FRAMES:,} frames"
            raise Conflict("frames", reason) from None
