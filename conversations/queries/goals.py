"""What a template version says of its goals."""

from collections.abc import Iterable, Mapping
from typing import Any

from web.keys import value_key


def named_values(goals: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Return {goal id: keys of the values it may have}, of goals that name any or are yes or no."""
    named = {}
    for goal in goals:
        values = goal.get("allowed_values") or ()
        if goal.get("type") == "boolean":
            values = (True, False)
        if keys := frozenset(map(value_key, values)) - {""}:
            named[goal["id"]] = keys
    return named
