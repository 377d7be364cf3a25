"""How many senders there are: each holds a lock that the database gives up with its connection."""

from django.db import connection

# Two numbers that name the lock among all advisory ones of this database.
_LOCK = (0x6F757470, 0x73656E64)
HOLD = f"SELECT pg_advisory_lock_shared({_LOCK[0]}, {_LOCK[1]})"
_COUNT = f"""
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
        AND classid = {_LOCK[0]} AND objid = {_LOCK[1]}
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def count_senders() -> int:
    """Return how many senders hold their lock at this moment; one that was killed does not."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        [count] = cursor.fetchone()
        return int(count)
