"""How much one conversation holds: no more than an import takes of its record again."""

from django.db import connection

from intake.live.errors import Conflict
from intake.live.play import Play
from intake.records import MOST_CRITERIA, MOST_EVENTS, MOST_TOOL_CALLS, MOST_USAGE

_STORED = """
    SELECT
        (SELECT count(*) FROM conversations_sessionevent WHERE conversation_id = %(id)s),
        (SELECT count(*) FROM conversations_toolcall WHERE conversation_id = %(id)s),
        (SELECT count(*) FROM conversations_usagerecord WHERE conversation_id = %(id)s),
        (
            SELECT count(*) FROM conversations_criterionresult
            WHERE conversation_id = %(id)s AND criterion <> ALL(%(judged)s)
        )
"""


def check_room(play: Play, new_events: int) -> None:
    """Raise Conflict where the session would hold too much after these events.

    One statement, none where all of the new events are turns: those are counted as they are said.
    """
    if new_events == len(play.said_by_event):
        return
    with connection.cursor() as cursor:
        cursor.execute(_STORED, {"id": play.session.id, "judged": list(play.criteria)})
        stored = cursor.fetchone()
    more = (new_events, len(play.tool_calls), len(play.usage), len(play.criteria))
    for before, count, (most, what) in zip(stored, more, _MOST, strict=True):
        if count and before + count > most:
            raise Conflict("events", f"would bring the conversation beyond {most:,} {what}")


_MOST = (
    (MOST_EVENTS, "events"),
    (MOST_TOOL_CALLS, "tool calls"),
    (MOST_USAGE, "entries of usage"),
    (MOST_CRITERIA, "criteria judged"),
)
