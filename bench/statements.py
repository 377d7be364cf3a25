"""The SQL behind a page: taken from the page itself, then run without anything around it."""

from collections import Counter
from collections.abc import Callable

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def asked(session: str, path: str) -> list[str]:
    """Return every query of one request, with its values in it.

    Of one that is not the first: that one writes down which organisation is read.
    """
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = session
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code in (200, 204), f"{path} answered {response.status_code}"
    found = [query["sql"] for query in captured.captured_queries]
    return [statement for statement in found if statement not in ("BEGIN", "COMMIT")]


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
