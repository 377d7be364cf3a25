"""Waking the senders: on commit, by the database itself."""

from django.db import connection

CHANNEL = "outputs"


def wake_senders() -> None:
    """Have senders look for due deliveries once the transaction is committed.

    One that misses it looks each second anyway.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
