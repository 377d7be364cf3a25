"""What a strip of a conversation's frames shows, those that cannot be shown yet or at all too."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from conversations.models import Conversation
from frames.models import FrameState


class FrameRow(NamedTuple):
    number: int
    segment: str
    captured_at: datetime
    state: str
    reason: str
    width: int | None
    height: int | None
    is_alike: bool
    upload_until: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """A stretch of frames in order of capture; `next` is the first number behind it, 0 for none."""

    rows: list[FrameRow]
    next: int


def read(conversation: Conversation, start: int, limit: int) -> Read:
    """Return up to `limit` frames from the one numbered `start` on (0, unknown: the first).

    Places that nobody uploaded to in time are left out. One statement.
    """
    fields = ", ".join(FrameRow._fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {fields} FROM frames_frame frame
            WHERE conversation_id = %(id)s
              AND (state <> %(awaited)s OR upload_until > %(now)s)
              AND (captured_at, number) >= (
                COALESCE(
                    (SELECT captured_at FROM frames_frame
                     WHERE conversation_id = %(id)s AND number = %(start)s),
                    '-infinity'),
                %(start)s)
            ORDER BY captured_at, number LIMIT %(limit)s
            """,
            {
                "id": conversation.pk,
                "awaited": FrameState.AWAITED,
                "now": timezone.now(),
                "start": start,
                "limit": limit + 1,
            },
        )
        rows = [FrameRow._make(row) for row in cursor.fetchall()]
    following = rows[limit].number if len(rows) > limit else 0
    return Read(rows[:limit], following)
