"""Taking up what waits, one worker at a time: two that count at once would both find a place."""

from django.db import connection


def alone(what: str) -> None:
    """Wait until nobody else takes up such a thing; until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sources {what}"])
