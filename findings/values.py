"""Values as somebody types them into a form, by the type of their goal."""

import hashlib
import json
from typing import Any

from web.keys import value_text

_YES, _NO = ("yes", "true", "y", "1"), ("no", "false", "n", "0")


def parse(type: str, text: str) -> Any:
    """Return the value that `text` means for a goal of this type, "" for none.

    Raises ValueError, in words for whoever typed it.
    """
    text = text.strip()
    if not text:
        return ""
    if type == "number":
        return _number(text)
    if type == "boolean":
        if text.casefold() in _YES + _NO:
            return text.casefold() in _YES
        raise ValueError("Write yes or no.")
    if type == "list":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if type == "object":
        return _object(text)
    return text


def typed(type: str, value: Any) -> str:
    """Return the text that means `value` in a form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and type == "list":
        return "\n".join(value_text(item) for item in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return value_text(value)


def mark(value: Any, review: str) -> str:
    """Return what tells whether a finding still stands as it was shown to somebody."""
    told = json.dumps([value, review], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _number(text: str) -> int | float:
    plain = text.replace(",", "").replace(" ", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        number = float(plain)
    except ValueError:
        raise ValueError("Write a number, as in 12 or 0.5.") from None
    if number - number != 0:
        raise ValueError("Write a number, as in 12 or 0.5.")
    return number


def _object(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError('Write a JSON object, as in {"city": "Lisbon"}.') from None
    if not isinstance(value, dict):
        raise ValueError('Write a JSON object, as in {"city": "Lisbon"}.')
    return value
