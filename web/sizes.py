"""How long a list is, told without counting all of a long one."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from web import format as formats

COUNTED = 1000  # up to here a list is counted, beyond it is the planner's estimate

# What is told about is as good a minute later, and asking costs a page one or two more statements.
_KEPT_SECONDS = 60.0
_KEPT_AT_MOST = 2_000
_kept: dict[int, tuple[float, list[int]]] = {}  # {hash of the question: (until when, numbers)}

Question = tuple[str, Sequence[Any]]  # a SELECT without order or limit, and its parameters


def _key(*asked: Any) -> int:
    return hash(tuple(map(repr, asked)))


def _known(key: int) -> list[int] | None:
    until, numbers = _kept.get(key, (0.0, None))
    return numbers if time.monotonic() < until else None


def _keep(key: int, numbers: list[int]) -> None:
    if len(_kept) >= _KEPT_AT_MOST:
        _kept.clear()
    _kept[key] = time.monotonic() + _KEPT_SECONDS, numbers


def about(found: QuerySet[Any, Any]) -> tuple[int, bool]:
    """Return (how many rows pass, whether that is exact)."""
    return about_sql(*found.order_by().values("pk").query.sql_with_params())


def about_sql(sql: str, params: Sequence[Any]) -> tuple[int, bool]:
    """The same for a SELECT without order or limit; an estimate may be a minute old."""
    question = _key(sql, *params)
    if (known := _known(question)) is not None:
        return known[0], False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %s) counted", [*params, COUNTED + 1])
        [counted] = cursor.fetchone()
        if counted <= COUNTED:
            return counted, True
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        [plan] = cursor.fetchone()
    estimate = max(int(plan[0]["Plan"]["Plan Rows"]), counted)
    _keep(question, [estimate])
    return estimate, False


def up_to(questions: Sequence[Question], most: int) -> list[int]:
    """Return how many rows each has, counted up to `most`: one statement, a minute old at most.

    For choosing a way to read them, not for telling anybody.
    """
    asked = _key(most, *questions)
    if (known := _known(asked)) is not None:
        return known
    counts = ", ".join(f"(SELECT count(*) FROM ({sql} LIMIT %s) counted)" for sql, _ in questions)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {counts}", [each for _, params in questions for each in (*params, most)]
        )
        numbers = list(cursor.fetchone())
    _keep(asked, numbers)
    return numbers


def kept(asked: Sequence[Any], find: Callable[[], int]) -> int:
    """Return what `find` does, or did when the same was asked within a minute."""
    key = _key(*asked)
    if (known := _known(key)) is not None:
        return known[0]
    number = find()
    _keep(key, [number])
    return number


def told(count: int, is_exact: bool, one: str, many: str = "") -> str:
    """`1 turn`, `840 turns`, and with two digits that count: `about 1,200,000 turns`."""
    if is_exact:
        return formats.plural(count, one, many)
    step = 10 ** max(len(str(count)) - 2, 0)
    return f"about {formats.plural(round(count / step) * step, one, many)}"
