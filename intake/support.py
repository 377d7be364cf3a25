"""Whether the words of a finding's evidence hold its value: docs/findings.md has the rule.

Evidence that intake located holds it, or it would not have been located. What was *given* is
compared here: words by their stem, without case and accents, in any order; numbers by what they
are, in digits or in English words; dates by the day of the month; clock times by hour and minute.
What somebody agreed to is heard in the question or offer before it. It errs on the side of the
runtime: a flag says that somebody should look.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from conversations.models import EvidenceSource
from intake.agreeing import asks_for_something_else, begins_by_agreeing, only_declines
from intake.evidence import Utterance, ungrouped
from intake.spoken import clock_times, days, dialled, in_digits, numbers
from intake.values import value_key, value_number, value_time
from web.words import WORD, lexeme

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
_SHORT_ANSWER = 4  # words: such a turn is read with the question before it
_SHORT_VALUE = 4  # words that all have to be there; of a longer text it is half of them
_LONGEST = 2_000  # characters of a value or of the evidence for one that are looked at
_MOST_ITEMS = 100
_TRUTHS = frozenset(("true", "false", "yes", "no"))  # values that nobody says in these words
_YEARS = range(1900, 2101)
_OTHER_YEAR = re.compile(r"\byears?\b|['’]\d\d\b", re.IGNORECASE)
# Numbers that stand in other words: what they come to is not told here.
_INEXACT = re.compile(r"\b(?:half|halves|quarters?|dozens?|couple|pair|both|none)\b", re.IGNORECASE)
# Values of these words are that there is none, which whoever says no has said.
_NEGATING = frozenset(
    map(lexeme, "no none non not nothing nobody never neither without zero".split())
)
_SAYS_NO = re.compile(
    r"\b(?:no|none|nope|nah|not|nothing|nobody|never|neither|without)\b|n['’]t\b", re.IGNORECASE
)
_DIGITS = re.compile(r"\+?[\d ().,/-]+", re.ASCII)
_LONG_NUMBER = 5  # digits, of which somebody leaves a blank between some
_SMALL_WORDS = frozenset(
    map(lexeme, "a an and are at be by for from in is it of on or the to was were with".split())
)


def is_supported(
    value: Any,
    evidence: Sequence[Mapping[str, Any]],
    source: str,
    turns: Sequence[Utterance],
    named: Collection[str] = (),
) -> bool | None:
    """Return whether the evidence holds the value; null where that cannot be told.

    `turns`: the whole transcript. `named`: keys of the values that the template itself names, whose
    words are the template's and need not be anybody's.
    """
    if source == EvidenceSource.LOCATED:
        return True
    if source != EvidenceSource.GIVEN:
        return None
    is_none = _is_of_none(value)
    texts = [text for span in evidence if (text := _words_of(span, turns, is_none=is_none))]
    if not texts:
        return None
    heard = " \n ".join(texts)[: 10 * _LONGEST]
    told = [_is_heard(item, heard) for item in islice(_items(value), _MOST_ITEMS)]
    if not told or None in told:
        return None
    return True if all(told) else None if value_key(value) in named else False


def _items(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _is_of_none(value: Any) -> bool:
    """Whether it says itself that there is none of something."""
    return value_number(value) == 0 or not _NEGATING.isdisjoint(_lexemes(value_key(value)))


def _words_of(span: Mapping[str, Any], turns: Sequence[Utterance], *, is_none: bool) -> str:
    """Return the words a span names, whole words, with what they answer where they lean on it.

    `is_none`: what they are to hold is that there is none.
    """
    position = span.get("turn")
    if not isinstance(position, int) or not 0 < position <= len(turns):
        return ""
    text = turns[position - 1].text
    if isinstance(start := span.get("start"), int) and isinstance(end := span.get("end"), int):
        text = _whole_words(text, start, end)
    if position > 1:
        before = turns[position - 2].text
        if _leans_back(text, before, is_none=is_none):
            text = f"{before}\n{text}"
    return text


def _leans_back(text: str, before: str, *, is_none: bool) -> bool:
    """Whether it is too short to stand alone, or begins by agreeing to what was said before.

    A bare no takes nothing of that up, but that there is none, or that all else stands.
    """
    if only_declines(text):
        return is_none or asks_for_something_else(before[-_LONGEST:])
    if len(WORD.findall(text[:_LONGEST])) <= _SHORT_ANSWER:
        return True
    return begins_by_agreeing(text)


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]


def _is_heard(value: Any, heard: str) -> bool | None:
    if isinstance(value, bool | dict | list) or value is None or value == "":
        return None
    if (number := value_number(value)) is not None:
        return _is_number_heard(value, number, heard)
    if value_key(value) in _TRUTHS:
        return _are_words_heard(str(value), heard) or None
    if (moment := value_time(value)) is not None:
        return _is_date_heard(moment, heard)
    if clock := _CLOCK.fullmatch(str(value).strip()):
        hour, minute = int(clock[1]), int(clock[2])
        said = clock_times(heard)
        return (hour, minute) in said or ((hour + 12) % 24, minute) in said
    return _are_words_heard(str(value)[:_LONGEST], heard)


def _is_number_heard(value: Any, number: Decimal, heard: str) -> bool | None:
    """A year may be heard as "seven years ago" or "'14": only a calendar knows the number."""
    said = numbers(heard) | numbers(in_digits(heard))
    if abs(number) in {abs(each) for each in said}:
        return True
    if number == number.to_integral_value() and _is_dialled(value, heard):
        return True
    if number == 0 and _SAYS_NO.search(heard):
        return None
    is_year_told = number in _YEARS and _OTHER_YEAR.search(heard)
    return None if is_year_told or _INEXACT.search(heard) else False


def _is_dialled(value: Any, heard: str) -> bool:
    """Whether it is a long number that stands there with blanks elsewhere, as telephones do."""
    if isinstance(value, float):
        value = int(value)
    text = str(value).strip()
    digits = re.sub(r"\D", "", text)
    if len(digits) < _LONG_NUMBER or not _DIGITS.fullmatch(text):
        return False
    return any(digits in each for each in dialled(heard))


def _is_date_heard(moment: datetime, heard: str) -> bool | None:
    """A day is heard as its number; "tomorrow" or "on Friday" leave nothing to compare."""
    said = days(heard)
    if said is None:
        return None
    return moment.day in said


def _are_words_heard(text: str, heard: str) -> bool | None:
    wanted = _lexemes(in_digits(ungrouped(text))) - _SMALL_WORDS
    if not wanted:
        return None
    said = _lexemes(ungrouped(heard)) | _lexemes(in_digits(ungrouped(heard)))
    missing = wanted - said - {str(number) for number in numbers(heard)}
    if missing & _NEGATING and _SAYS_NO.search(heard):
        if wanted <= _NEGATING:
            return None
        missing -= _NEGATING
    enough = 1 if len(wanted) <= _SHORT_VALUE else 0.5
    if len(wanted) - len(missing) >= enough * len(wanted) or _is_dialled(text, heard):
        return True
    needs_number = any(word.isdigit() for word in missing)
    return None if needs_number and _INEXACT.search(heard) else False


def _lexemes(text: str) -> set[str]:
    return {lexeme(word) for word in WORD.findall(text)}
