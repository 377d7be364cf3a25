"""What stands beside one frame: its neighbours, the words spoken then, the findings behind it."""

from typing import Any, NamedTuple

from django.db import connection

from conversations.models import Finding
from frames.models import Frame, FrameState
from frames.queries.spoken import SpokenRow

_AROUND = {"before": 2, "after": 1}  # turns


class Beside(NamedTuple):
    """Numbers of the frames before and after, None at an end, and of the first and the last.

    `place` counts from 1.
    """

    before: int | None
    after: int | None
    first: int
    last: int
    place: int
    total: int


def beside(frame: Frame) -> Beside:
    """Return where the frame stands among those that can be shown, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH shown AS (
                SELECT number, captured_at,
                    (captured_at, number) < (%(at)s, %(number)s) AS is_before
                FROM frames_frame WHERE conversation_id = %(id)s AND state = %(ready)s
            )
            SELECT
                (SELECT number FROM shown WHERE is_before
                 ORDER BY captured_at DESC, number DESC LIMIT 1),
                (SELECT number FROM shown WHERE NOT is_before AND number <> %(number)s
                 ORDER BY captured_at, number LIMIT 1),
                (SELECT number FROM shown ORDER BY captured_at, number LIMIT 1),
                (SELECT number FROM shown ORDER BY captured_at DESC, number DESC LIMIT 1),
                (SELECT count(*) + 1 FROM shown WHERE is_before),
                (SELECT count(*) FROM shown)
            """,
            {
                "id": frame.conversation_id,
                "ready": FrameState.READY,
                "at": frame.captured_at,
                "number": frame.number,
            },
        )
        return Beside._make(cursor.fetchone())


def spoken_around(frame: Frame) -> list[SpokenRow]:
    """Return the two turns that began before the frame was taken and the one after, whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT * FROM (
                (SELECT position, role, text, at FROM conversations_turn
                 WHERE conversation_id = %(id)s AND at <= %(at)s
                 ORDER BY position DESC LIMIT %(before)s)
                UNION ALL
                (SELECT position, role, text, at FROM conversations_turn
                 WHERE conversation_id = %(id)s AND at > %(at)s
                 ORDER BY position LIMIT %(after)s)
            ) AS around ORDER BY position
            """,
            {"id": frame.conversation_id, "at": frame.captured_at, **_AROUND},
        )
        return [SpokenRow._make(row) for row in cursor.fetchall()]


def supports(frame: Frame) -> list[tuple[str, Any]]:
    """Return the findings that the frame is evidence of: (goal, value)."""
    found = Finding.objects.filter(
        conversation=frame.conversation_id, evidence__contains=[{"frame": frame.public_id}]
    )
    return list(found.order_by("id").values_list("goal", "value"))
