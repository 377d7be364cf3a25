"""How the widget API words what we know otherwise: outcomes, visitors, credits, extraction."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

CREDITS = "credits"  # the unit, and the component, of what a conversation was charged

OUTCOMES = {"completed": "completed", "abandoned": "abandoned", "failed": "error"}
ROLES = {"assistant": "agent", "user": "user", "system": "system"}
VISITOR = ("ip_country", "ip_region", "user_agent")

PENDING, RUNNING, DONE = "pending", "running", "done"


def visitor(given: Any) -> dict[str, Any]:
    """Return what is known of the visitor, every field there; what is unknown is null."""
    known: Mapping[str, Any] = given if isinstance(given, dict) else {}
    return {name: known.get(name) for name in VISITOR}


def credits_charged(quantity: Decimal | None) -> int | float | None:
    if quantity is None:
        return None
    return int(quantity) if quantity == int(quantity) else float(quantity)


def result_text(result: Any) -> str | None:
    """Return what a tool gave as the text that it is here: JSON where it was none."""
    return result if result is None or isinstance(result, str) else json.dumps(result)


def extraction(status: str, told: Any, is_running: bool) -> str:
    """Return how far extraction has got. `told`: what an import said of its own."""
    if told in (PENDING, RUNNING):
        return str(told)
    if status not in OUTCOMES:
        return PENDING
    return RUNNING if is_running else DONE


def so_far(found: dict[str, Any], stage: str) -> dict[str, Any] | None:
    """Return what was found; null rather than nothing while more may come."""
    return found or ({} if stage == DONE else None)
