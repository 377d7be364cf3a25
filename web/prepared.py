"""A cursor whose statements the server has ready: parsed and planned once a connection.

Django's own cursors write parameters into the text, so that every statement is planned anew; for
the way in of live events that was a third of the database's work.
"""

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


def prepared_cursor() -> CursorWrapper:
    """Return a cursor on Django's connection that binds at the server.

    After a few times a statement is kept prepared (the option `prepare_threshold`).
    """
    connection.ensure_connection()
    cursor: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
