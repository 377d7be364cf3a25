"""Which values have to be counted, whoever has them: those that goals name themselves."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from conversations.queries.goals import named_values
from findings.queries.explored import Explored, Goal
from findings.queries.selection import Selection

_VERSIONS = """
SELECT goals::text FROM conversations_templateversion
WHERE template_id = %(template)s AND (%(number)s::int IS NULL OR number = %(number)s)
"""


def covered_goals(template: Explored, selection: Selection, goals: Sequence[Goal]) -> set[str]:
    """Return the goals whose values the rollups count: all versions that ask for one name the same.

    A category without a choice of values is none of them, nor is a list: they have it as a whole.
    """
    shown = named_values(_told_goals(goal for goal in goals if goal.type != "list"))
    if not shown:
        return set()
    with connection.cursor() as cursor:
        asked = {"template": template.id, "number": selection.version}
        cursor.execute(_VERSIONS, asked)
        versions = [json.loads(found) for (found,) in cursor.fetchall()]
    declared = [({goal["id"] for goal in each}, named_values(each)) for each in versions]
    return {
        goal
        for goal, keys in shown.items()
        if (of := [named.get(goal, frozenset()) for ids, named in declared if goal in ids])
        and all(keys == each for each in of)
    }


def named_keys(goals: Sequence[Goal]) -> list[str]:
    """Return the keys of all values that the goals name: these are told, however few have them."""
    return sorted(set().union(*named_values(_told_goals(goals)).values()))


def _told_goals(goals: Iterable[Goal]) -> list[dict[str, Any]]:
    return [
        {"id": goal.id, "type": goal.type, "allowed_values": list(goal.allowed)}
        for goal in goals
        if goal.is_declared
    ]
