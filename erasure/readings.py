"""What a finding's row repeats of its value, folded and as a number, for filters and orders.

A redaction makes it anew from what is left. It is searched too: what an earlier one left there, and
what is the word spelt with other accents, or with commas between its digits. A word that is looked
for as the whole of a value alone is looked for there where the value was redacted already: folded,
somebody's name may be an answer, as `No`.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from erasure.wording import Word, alone, escaped, holding
from intake.domain import finding_readings
from web.redacted import REDACTED
from web.words import fold

FINDINGS = "conversations_finding"
READINGS = ("value_key", "value_number", "value_time")
_BETWEEN = ", "  # the items of a list, as keys have them


def matching_readings(word: Word, parameters: dict[str, Any]) -> str:
    """Return SQL for whether what a finding `t` repeats names the word; fill `parameters`."""

    def told(value: Any) -> str:
        parameters[f"p{len(parameters)}"] = value
        return f"%(p{len(parameters) - 1})s"

    tests = [_matching_key(word, _folded(word), told)]
    if word.text.isdecimal():
        tests.append(f"t.value_number = {told(Decimal(word.text))}")
    return f"({' OR '.join(tests)})"


def _matching_key(word: Word, key: str, told: Callable[[Any], str]) -> str:
    if not key:
        return "false"
    if word.is_whole:
        return (
            f"(t.value::text LIKE {told(holding(REDACTED))}"
            f" AND {told(key)}::text = ANY(string_to_array(t.value_key, {told(_BETWEEN)})))"
        )
    pattern = alone(key, escaped(key), r"(^|\W)", r"(\W|$)")
    return f"(t.value_key LIKE {told(holding(key))} AND t.value_key ~ {told(pattern)})"


def made_anew(value: Any, words: list[Word]) -> dict[str, Any]:
    """Return the columns that repeat a value without the words, {column: new}.

    Where they name one still, the value itself goes as a whole, and is among them.
    """
    readings = finding_readings(value)
    if any(_is_named(value, readings, word) for word in words):
        return {"value": REDACTED, **finding_readings(REDACTED)}
    return readings


def _is_named(value: Any, readings: dict[str, Any], word: Word) -> bool:
    if word.text.isdecimal() and readings["value_number"] == Decimal(word.text):
        return True
    key = _folded(word)
    if not key:
        return False
    if word.is_whole:
        return REDACTED in str(value) and key in readings["value_key"].split(_BETWEEN)
    pattern = alone(key, re.escape(key), r"(?<!\w)", r"(?!\w)")
    return re.search(pattern, readings["value_key"]) is not None


def _folded(word: Word) -> str:
    return fold(" ".join(word.text.split()))
