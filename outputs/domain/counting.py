"""How a conversation's deliveries stand, kept on its row."""

from collections.abc import Collection

from django.db import connection

_LOCK = """
    SELECT id FROM conversations_conversation WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
# The lock came in a statement of its own, so that this one sees what was committed meanwhile.
_RECOUNT = """
    UPDATE conversations_conversation c SET deliveries_total = counted.total,
        deliveries_failed = counted.failed,
        deliveries = CASE
            WHEN counted.failed > 0 THEN 'failed'
            WHEN counted.pending > 0 THEN 'pending'
            WHEN counted.succeeded > 0 THEN 'success' ELSE 'none'
        END,
        revision = c.revision + 1
    FROM (
        SELECT conversation_id, count(*) AS total,
            count(*) FILTER (WHERE state = 'failed') AS failed,
            count(*) FILTER (WHERE state = 'pending') AS pending,
            count(*) FILTER (WHERE state = 'succeeded') AS succeeded
        FROM outputs_delivery WHERE conversation_id = ANY(%s) GROUP BY conversation_id
    ) counted
    WHERE c.id = counted.conversation_id
"""


def lock_conversations(conversations: Collection[int]) -> None:
    """Lock the rows, in one order for everybody: before their deliveries, never after."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [sorted(conversations)])


def recount_deliveries(conversations: Collection[int]) -> None:
    """Count the deliveries of these (locked) conversations anew; live pages see the revision."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [sorted(conversations)])
