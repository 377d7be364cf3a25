"""Texts that no spreadsheet takes for a formula, whoever wrote them."""

import re
from collections.abc import Sequence

from findings.exporting.columns import Column

# What begins a formula to some spreadsheet, written in either width.
_FORMULA = r"^\s*[=+\-@＝＋－＠]"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_BEGINS, _IS_NUMBER = re.compile(_FORMULA), re.compile(_NUMBER)
# What may hold anything; a `word` is one of ours, or an id.
_FREE = ("text", "number", "boolean")


def disarming(found: Sequence[Column]) -> str:
    """Return the SELECT list over those names in which none begins as a formula does."""
    return ", ".join(
        _disarmed(f"c{place}") if column.type in _FREE else f"c{place}"
        for place, column in enumerate(found)
    )


def disarmed(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula; what is a number stays one."""
    if _BEGINS.match(text) and not _IS_NUMBER.match(text):
        return f"'{text}"
    return text


def _disarmed(text: str) -> str:
    """Return SQL that disarms `text`. Its first letter tells of nearly all that they need none."""
    first = f"ascii({text})"
    return (
        f"CASE WHEN ({first} < 48 OR {first} IN (61, 64) OR {first} > 127)"
        f" AND {text} ~ '{_FORMULA}' AND {text} !~ '{_NUMBER}' THEN '''' || {text}"
        f" ELSE {text} END"
    )
