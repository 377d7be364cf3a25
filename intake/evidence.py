"""Where a finding's words stand in what the persons said: the evidence that nobody gave.

Words are compared without case and accents, small numbers as digits ("two" is "2"), whole words
only, in order, whatever stands between them. The *first* user turn that has them all is taken:
there the value entered the conversation, and a reader who checks it wants to see that. Later ones
mostly repeat or confirm it, and a value that was corrected on the way has its first mention in the
correction. Turns after the finding was committed are not looked at.

The items of a list are located one by one. Booleans, objects and nothing are never located: no
words of theirs could stand anywhere.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from intake.records import FindingRecord, TurnRecord
from web.words import WORD, fold

# A clock time, decimal or grouped number is one word, and stands apart from a following am or pm.
_TOKEN = re.compile(
    rf"\d+(?:[.,:]\d+)*(?:(?=[ap]m\b)|(?![^\W_]))|{WORD.pattern}", re.IGNORECASE | re.UNICODE
)
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORDS_OF_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS = {word: str(number) for number, word in enumerate(_WORDS_OF_NUMBERS.split())}
_LONGEST = 60  # words of a value; a longer one is a text of its own, not something that was said

Span = dict[str, int]


@lru_cache(maxsize=100_000)
def _normal(token: str) -> str:
    if token[0].isdigit():
        return _GROUPING.sub("", token)
    folded = fold(token)
    return _NUMBERS.get(folded, folded)


class Transcript:
    """The user turns of one conversation as words with their places, read when first asked."""

    def __init__(self, turns: Sequence[TurnRecord]) -> None:
        self._turns = turns
        self._words: list[tuple[int, list[str], list[tuple[int, int]]]] | None = None

    def locate(self, finding: FindingRecord) -> list[Span]:
        """Return the spans [{turn, start, end}] where the value's words stand; maybe none.

        `turn` is a position from 1; `start` and `end` are characters of its text, end exclusive.
        """
        spans = []
        for text in _texts(finding.value):
            span = self._locate_words(_tokens(text), finding.committed_at)
            if span is not None and span not in spans:
                spans.append(span)
        return spans

    def _locate_words(self, wanted: list[str], until: datetime | None) -> Span | None:
        if not 0 < len(wanted) <= _LONGEST:
            return None
        for position, words, places in self._user_words():
            at = self._turns[position - 1].at
            if until is not None and at is not None and at > until:
                continue
            index = _find(wanted, words)
            if index is not None:
                start, end = places[index][0], places[index + len(wanted) - 1][1]
                return {"turn": position, "start": start, "end": end}
        return None

    def _user_words(self) -> list[tuple[int, list[str], list[tuple[int, int]]]]:
        if self._words is None:
            self._words = []
            for position, turn in enumerate(self._turns, 1):
                if turn.role == "user":
                    matches = list(_TOKEN.finditer(turn.text))
                    words = [_normal(match[0]) for match in matches]
                    self._words.append((position, words, [match.span() for match in matches]))
        return self._words


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value if not isinstance(item, list) for text in _texts(item)]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return []
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return [str(value)]


def _tokens(text: str) -> list[str]:
    return [_normal(token) for token in _TOKEN.findall(text[:2_000])]


def _find(wanted: list[str], words: list[str]) -> int | None:
    """Return where `wanted` begins in `words`."""
    start = -1
    while True:
        try:
            start = words.index(wanted[0], start + 1)
        except ValueError:
            return None
        if words[start : start + len(wanted)] == wanted:
            return start
