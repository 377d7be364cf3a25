"""The text by which equal values are found, whatever JSON they are: for rows, filters, counts."""

import json
from typing import Any

from web.words import fold

KEY_LENGTH = 200


def value_text(value: Any) -> str:
    """Return `value` as a person would read it: `San Jose`, `2`, `true`, `red, blue`."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value_text(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def value_key(value: Any) -> str:
    """Return the folded text by which equal values are found, at most 200 characters."""
    # Folding can lengthen a text, so it is cut twice: before, to stay quick, and after.
    return fold(" ".join(value_text(value)[: 4 * KEY_LENGTH].split()))[:KEY_LENGTH]
