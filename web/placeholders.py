"""`{{context.key}}` in a text, filled from data: no code, no tests, no loops, nothing but values.

What a value holds stays as it is: braces in it are never looked at again.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"\{\{\s*context\.([^\s{}]+)\s*\}\}")


def fill(text: str, *sources: Mapping[str, Any]) -> str:
    """Return `text` with each `{{context.a.b}}` taken from the first source that has its `a`.

    What none has is empty; an object, a list or a number is written as JSON.
    """
    if "{{" not in text:
        return text
    return _PLACE.sub(lambda found: _written(_look_up(found[1], sources)), text)


def fill_all(value: Any, *sources: Mapping[str, Any]) -> Any:
    """Return JSON with every text in it filled, and everything else, keys too, as it is."""
    if isinstance(value, str):
        return fill(value, *sources)
    if isinstance(value, list):
        return [fill_all(item, *sources) for item in value]
    if isinstance(value, dict):
        return {key: fill_all(item, *sources) for key, item in value.items()}
    return value


def _look_up(name: str, sources: tuple[Mapping[str, Any], ...]) -> Any:
    first, *steps = name.split(".")
    value = next((source[first] for source in sources if first in source), None)
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
