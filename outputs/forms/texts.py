"""Headers and JSON as somebody types them."""

import json
import math
import re
from typing import Any

from django import forms

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DEEPEST = 50  # levels of nested JSON, as templates hold them


def header_lines(text: str) -> dict[str, str]:
    """Return {name: value} of lines `Name: value`. Raises ValidationError, naming the line."""
    headers: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, value = line.partition(":")
        if not colon or not value.strip():
            raise forms.ValidationError(f"Line {number} is not of the form “Name: value”.")
        if name.strip().lower() in {known.lower() for known in headers}:
            raise forms.ValidationError(f"Line {number} names a header for the second time.")
        headers[name.strip()] = value.strip()
    return headers


def json_object(text: str) -> dict[str, Any]:
    """Return the JSON object in `text`. Raises ValidationError for anything else."""
    try:
        value = json.loads(text)
        _check_storable(value)
    except json.JSONDecodeError as problem:
        raise forms.ValidationError(f"This is not JSON, line {problem.lineno}.") from None
    except RecursionError:
        raise forms.ValidationError("This is nested too deeply.") from None
    except ValueError as problem:
        raise forms.ValidationError(f"This {problem}.") from None
    if not isinstance(value, dict):
        raise forms.ValidationError("This has to be a JSON object: names and values in braces.")
    return value


def _check_storable(value: Any, depth: int = 0) -> None:
    """Raise ValueError, as the end of a sentence, for what PostgreSQL's JSON does not hold."""
    if depth > _DEEPEST:
        raise ValueError("is nested too deeply")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("holds a number that is not finite")
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise ValueError("holds a character that cannot be stored")
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            _check_storable(item, depth + 1)
