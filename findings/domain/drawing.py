"""Drawing a review queue's findings from its selection."""

from typing import Any

from django.db import connection, transaction

from findings.models import QueueState, ReviewQueue, Sampling
from findings.models.queues import MOST_ITEMS
from findings.queries.kept import NotReadable, Read, reading

_DRAW = """
    INSERT INTO findings_reviewitem
        (organization_id, queue_id, conversation_id, goal, position, state, verdicts, answer)
    SELECT %s, %s, drawn.conversation_id, drawn.goal, row_number() OVER (ORDER BY drawn.place),
        'open', 0, ''
    FROM (
        SELECT f.conversation_id, f.goal, {place} AS place
        FROM (SELECT c.id, {at} AS at, {id} AS at_id {found}) chosen
        JOIN conversations_finding f ON f.conversation_id = chosen.id
        WHERE f.value IS NOT NULL AND f.review = '' {narrower}
        ORDER BY place LIMIT %s
    ) drawn
"""
# The newest conversations first, and in them the findings as they were committed.
_NEWEST = "row_number() OVER (ORDER BY chosen.at DESC, chosen.at_id DESC, f.id)"
_SHUFFLED = "md5(%s || '.' || f.conversation_id || '.' || f.goal)"


def draw_queues() -> int:
    """Draw what waits to be drawn, one queue after another; return how many findings."""
    drawn = 0
    while (count := _draw_next()) is not None:
        drawn += count
    return drawn


@transaction.atomic
def _draw_next() -> int | None:
    """Draw one queue; None where none is left. One that is killed here begins anew."""
    waiting = ReviewQueue.objects.filter(state=QueueState.DRAWING).order_by("pk")
    queue = waiting.select_for_update(skip_locked=True).first()
    if queue is None:
        return None
    try:
        with reading(queue.organization_id, queue.query) as read:
            count = _draw(queue, read)
    except NotReadable:  # Its template is gone, or its words were erased: nothing is in it.
        count = 0
    queue.state = QueueState.OPEN
    queue.save(update_fields=["state"])
    return count


def _draw(queue: ReviewQueue, read: Read) -> int:
    found = read.found()
    params: list[Any] = [queue.organization_id, queue.pk]
    narrower, narrowing = "", []
    if queue.goals:
        narrower, narrowing = "AND f.goal = ANY(%s)", [queue.goals]
    if queue.sampling == Sampling.DOUBTFUL:
        narrower += " AND (f.is_supported = false OR f.confidence < %s)"
        narrowing.append(queue.low_confidence)
    place = _NEWEST
    if queue.sampling == Sampling.RANDOM:
        place = _SHUFFLED
        params.append(str(queue.seed))
    sql = _DRAW.format(place=place, at=found.at, id=found.id, found=found.sql, narrower=narrower)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *found.params, *narrowing, queue.size or MOST_ITEMS])
        return cursor.rowcount
