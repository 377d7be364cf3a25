"""Who may put an access export into a person's folder in the bucket, and who empties it.

Whoever puts one there holds the lock and looks first whether anything of it is being erased; an
erasure empties the folder alone. So nothing is put there behind it, not even by a worker that is
killed: its lock ends with it.
"""

from django.db import connection

_NAME = "hashtextextended('access exports ' || %s::bigint, 0)"


def hold(person_id: int) -> None:
    """Keep erasures from the person's folder until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_NAME})", [person_id])


def is_alone(person_id: int) -> bool:
    """Whether nobody puts anything there, and from here on until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({_NAME})", [person_id])
        return bool(cursor.fetchone()[0])
