"""Which goals a conversation's version asks for, and in which order: by it, why one is empty."""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from findings.queries.explored import Explored

_VERSIONS = """
SELECT id, goals::text FROM conversations_templateversion WHERE template_id = %s AND id = ANY(%s)
"""
_MOST_KEPT = 5_000
_kept: dict[int, tuple[str, ...]] = {}  # by a version's id; a version is never changed


def orders(template: Explored, numbers: Iterable[int | None]) -> Mapping[int, Sequence[str]]:
    """Return {number of a version: its goals}; the version that is shown is known already."""
    shown = [goal.id for goal in template.goals if goal.is_declared]
    found: dict[int, Sequence[str]] = {} if template.version is None else {template.version: shown}
    wanted = {
        number: template.versions[number]
        for number in numbers
        if number is not None and number not in found and number in template.versions
    }
    if missing := [id for id in wanted.values() if id not in _kept]:
        _read(template.id, missing)
    return found | {number: _kept[id] for number, id in wanted.items() if id in _kept}


def _read(template_id: int, ids: list[int]) -> None:
    if len(_kept) > _MOST_KEPT:
        _kept.clear()
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [template_id, ids])
        for id, goals in cursor.fetchall():
            _kept[id] = tuple(goal["id"] for goal in json.loads(goals))
