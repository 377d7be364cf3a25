"""How long a list is, told without counting all of a long one."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from web import format as formats

_COUNTED = 1000  # up to here a list is counted, beyond it is the planner's estimate

# An estimate is as good a minute later, and asking for one costs two statements of a page's five.
_KEPT_SECONDS = 60.0
_KEPT_AT_MOST = 2_000
_kept: dict[int, tuple[float, int]] = {}  # {hash of the question: (until when, rows)}


def about(found: QuerySet[Any, Any]) -> tuple[int, bool]:
    """Return (how many rows pass, whether that is exact)."""
    return about_sql(*found.order_by().values("pk").query.sql_with_params())


def about_sql(sql: str, params: Sequence[Any]) -> tuple[int, bool]:
    """The same for a SELECT without order or limit; an estimate may be a minute old."""
    question = hash((sql, tuple(map(repr, params))))
    until, estimate = _kept.get(question, (0.0, 0))
    if time.monotonic() < until:
        return estimate, False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %s) counted", [*params, _COUNTED + 1])
        [counted] = cursor.fetchone()
        if counted <= _COUNTED:
            return counted, True
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        [plan] = cursor.fetchone()
    estimate = max(int(plan[0]["Plan"]["Plan Rows"]), counted)
    if len(_kept) >= _KEPT_AT_MOST:
        _kept.clear()
    _kept[question] = time.monotonic() + _KEPT_SECONDS, estimate
    return estimate, False


def told(count: int, is_exact: bool, one: str, many: str = "") -> str:
    """`1 turn`, `840 turns`, and with two digits that count: `about 1,200,000 turns`."""
    if is_exact:
        return formats.plural(count, one, many)
    step = 10 ** max(len(str(count)) - 2, 0)
    return f"about {formats.plural(round(count / step) * step, one, many)}"
