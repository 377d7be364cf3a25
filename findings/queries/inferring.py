"""The type of a goal that declares none, from what was found."""

import re
from collections.abc import Sequence
from typing import Any

TYPES = ("category", "number", "boolean", "date", "text", "list", "object")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,19})(?:\.\d{1,30})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", re.ASCII)
_SHORT = 40  # characters that a category's name may have
_MOST_KINDS = 40
_FEWEST = 8  # values from which words that come again tell a category


def infer(values: Sequence[Any]) -> str:
    """Return the type that nine tenths of `values` have: one of TYPES."""
    kinds = [_kind(value) for value in values]
    for kind in ("boolean", "number", "date", "list", "object"):
        if kinds and kinds.count(kind) >= 0.9 * len(kinds):
            return kind
    texts = [value.casefold() for value in values if isinstance(value, str)]
    if len(texts) < _FEWEST or any(len(text) > _SHORT for text in texts):
        return "text"
    several = len(set(texts))
    return "category" if several <= min(_MOST_KINDS, len(texts) // 3) else "text"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "list"
    if isinstance(value, dict):
        return "object"
    text = str(value).strip()
    if text.casefold() in ("true", "false"):
        return "boolean"
    if _NUMBER.fullmatch(text):
        return "number"
    return "date" if _DATE.fullmatch(text) else "text"
