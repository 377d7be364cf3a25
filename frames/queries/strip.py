"""What a strip of a conversation's frames shows, those that cannot be shown yet or at all too."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models.functions import Left
from django.utils import timezone

from conversations.models import Conversation, Turn
from conversations.queries import facts
from conversations.queries.speakers import names_of
from frames.models import FrameState

WORDS = 200  # characters of a turn that are read for the text beside a picture


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


class SpokenRow(NamedTuple):
    """What was being said: a turn and how it begins."""

    position: int
    role: str
    text: str
    at: datetime


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


def spoken(conversation: Conversation) -> list[SpokenRow]:
    """Return how each turn that has a time begins, in order."""
    found = Turn.objects.filter(conversation=conversation, at__isnull=False)
    rows = found.order_by("position").values_list("position", "role", Left("text", WORDS), "at")
    return [SpokenRow._make(row) for row in rows]


def names(conversation: Conversation) -> dict[str, str]:
    """Return what each role is called."""
    return names_of([person.name for person in facts.persons(conversation)])
