"""Numbers as they are written, for forms of files that have numbers of their own."""

import re
from math import isfinite

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def amount(text: str, digits: int) -> float | None:
    """Return the number that `text` is; None for none, and for one of more digits than are kept.

    What Python reads besides, as 1_000 and nan, is no number to a person.
    """
    if not _NUMBER.fullmatch(text) or sum(letter.isdigit() for letter in text) > digits:
        return None
    number = float(text)
    return number if isfinite(number) else None
