"""What was wrong with a record, as a refusal: the field's path and the rule, never the value."""

import re

from pydantic import ValidationError

from intake.results import Refusal

Path = tuple[int | str, ...]

_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no field here",
    "model_type": "should be an object",
    "model_attributes_type": "should be an object",
    "union_tag_not_found": "is missing",
    "union_tag_invalid": "is no type of event",
}
# Of a text that is checked in more ways than one, pydantic speaks as of a list.
_ITEMS = re.compile(r"^Value should have at (most|least) (\d+) item(s?) after validation.*")


def refusal(error: ValidationError, path: Path | None = None) -> Refusal:
    """Return the first thing wrong; `path` replaces where pydantic says that it is."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    reason = _REASONS.get(first["type"]) or first["msg"]
    reason = _ITEMS.sub(r"should have at \1 \2 character\3", reason)
    reason = reason.removeprefix("Value error, ").removeprefix("Input ")
    where = first["loc"] if path is None else path
    return Refusal(path_text(where), reason[0].lower() + reason[1:])


def path_text(path: Path) -> str:
    """Return a path as people write one: `events[3].data.text`."""
    return "".join(_step_text(step) for step in path).removeprefix(".")


def _step_text(step: int | str) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    # Keys are somebody's text: an empty one must be seen, and none may reach a terminal's controls.
    return f".{step}" if step and step.isprintable() else f"[{step!a}]"
