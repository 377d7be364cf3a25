"""The SQL behind a page: taken from the page itself, then run without anything around it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from psycopg import ClientCursor


def asked(session: str, path: str) -> list[str]:
    """Return every query of one request, with its values in it, bound at the server or not.

    Of one that is not the first: that one writes down which organisation is read.
    """
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = session
    client.get(path)
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        found.append(ClientCursor(connection.connection).mogrify(sql, values))
        return execute(sql, values, *rest)

    with connection.execute_wrapper(note):
        response = client.get(path)
    assert response.status_code in (200, 204), f"{path} answered {response.status_code}"
    return found


def own(statements: list[str], floors: list[str]) -> list[str]:
    """Return the page's own statements: without those that a page which does nothing has, too."""
    left = Counter(floors)
    kept = []
    for statement in statements:
        if left[statement]:
            left[statement] -= 1
        else:
            kept.append(statement)
    return kept


def runner(raw: psycopg.Connection, statements: list[str]) -> Callable[[], None]:
    """Return what runs the statements one after the other and reads all rows."""

    def run() -> None:
        for statement in statements:
            cursor = raw.execute(statement.encode())
            if cursor.description:
                cursor.fetchall()

    return run
