"""The SQL behind an operation: taken from itself, then run without anything around it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg
from django.db import connection
from django.test import Client

from bench.api.cases import ApiCase


class Statement(NamedTuple):
    """One statement and what it binds."""

    sql: str
    values: Any


def asked(secret: str, case: ApiCase) -> list[Statement]:
    """Return every statement of one request that is not the first.

    A floor's are its gate's: the key is remembered, so that there are none without
    Idempotency-Key, which is not sent here.
    """
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})
    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        found.append(Statement(sql, values))
        return execute(sql, values, *rest)

    def ask() -> Any:
        if case.body is None:
            return client.get(case.path)
        return client.post(case.path, case.body(), content_type="application/json")

    ask()
    with connection.execute_wrapper(note):
        response = ask()
    assert response.status_code in (200, 201), f"{case.path} answered {response.status_code}"
    return found


def runner(raw: psycopg.Connection, statements: list[Statement]) -> Callable[[], None]:
    """Return what runs the statements one after the other and reads all rows."""

    def run() -> None:
        for statement in statements:
            raw.execute(statement.sql.encode(), statement.values).fetchall()

    return run
