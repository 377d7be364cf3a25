"""What pydantic found wrong, as a path in the caller's own words and a reason without any value."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[int | str, ...]

_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no field that is known here",
    "model_type": "should be an object",
    "model_attributes_type": "should be an object",
    "dict_type": "should be an object",
}
# Of a text that is checked in more ways than one, pydantic speaks as of a list.
_ITEMS = re.compile(r"^Value should have at (most|least) (\d+) item(s?) after validation.*")


def reason_of(problem: Mapping[str, Any]) -> str:
    """Return why, as it reads on from the field's name."""
    reason = _REASONS.get(problem["type"]) or str(problem["msg"])
    reason = _ITEMS.sub(r"should have at \1 \2 character\3", reason)
    reason = reason.removeprefix("Value error, ").removeprefix("Input ")
    return reason[:1].lower() + reason[1:]


def path_text(path: Sequence[int | str]) -> str:
    """Return `persons[0].name`."""
    return "".join(_step_text(step) for step in path).removeprefix(".")


def _step_text(step: int | str) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    # Keys are somebody's text: an empty one must be seen, and none may reach a terminal's controls.
    return f".{step}" if step and step.isprintable() else f"[{step!a}]"
