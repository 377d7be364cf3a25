"""Who may write into a conversation's folder in the bucket, and who removes it.

Writers hold the lock together and look first whether the conversation is being erased; whoever
removes the folder waits for all of them. So nothing is written behind a removal.
"""

from collections.abc import Iterable

from django.db import connection

_NAME = "hashtextextended('frames ' || id, 0)"
_SHARED = f"""
    SELECT pg_advisory_xact_lock_shared({_NAME}) FROM unnest(%s::bigint[]) AS told(id)
"""
_ALONE = f"SELECT pg_advisory_xact_lock({_NAME}) FROM unnest(%s::bigint[]) AS told(id)"
_WRITABLE = """
    SELECT id FROM conversations_conversation WHERE id = ANY(%s) AND erasing_at IS NULL
"""


def writable(conversation_ids: Iterable[int]) -> set[int]:
    """Return which of these may be written to, until the transaction ends."""
    asked = sorted(set(conversation_ids))
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [asked])
        cursor.execute(_WRITABLE, [asked])
        return {key for (key,) in cursor.fetchall()}


def wait_for_writers(conversation_ids: Iterable[int]) -> None:
    """Wait until whoever writes to these is through; none begins before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [sorted(set(conversation_ids))])
