"""A connection for what an export reads, beside the one that tells how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def own_connection() -> Iterator[Any]:
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        yield own
    finally:
        own.close()
