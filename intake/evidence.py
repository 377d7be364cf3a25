"""Where a finding's words stand in what the persons said: the evidence that nobody gave.

Words are compared without case and accents, small numbers as digits ("two" is "2"), whole words
only, in order, whatever stands between them. The *first* user turn that has them all is taken:
there the value entered the conversation, and a reader who checks it wants to see that. Later ones
mostly repeat or confirm it, and a value that was corrected on the way has its first mention in the
correction. Turns after the finding was committed are not looked at.

The items of a list are located one by one. Booleans, objects and nothing are never located: no
words of theirs could stand anywhere.

How much is looked through for one conversation's findings has an end, behind which none is located:
thousands of findings in thousands of turns would keep a process busy for minutes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from intake.beside import all_words_of, fitness, words_of
from intake.records import FindingRecord
from web.words import WORD, fold

# A clock time, decimal or grouped number is one word, and stands apart from a following am or pm.
_NUMBER = r"\d+(?:[.,:]\d+)*(?:(?=[ap]m\b)|(?![^\W_]))"
_TOKEN = re.compile(rf"{_NUMBER}|{WORD.pattern}", re.IGNORECASE)
_ASCII_TOKEN = re.compile(rf"{_NUMBER}|[^\W_]+", re.IGNORECASE | re.ASCII)
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_WORDS_OF_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS = {word: str(number) for number, word in enumerate(_WORDS_OF_NUMBERS.split())}
_LONGEST = 60  # words of a value; a longer one is a text of its own, not something that was said
_LONGEST_TEXT = 2_000  # characters of it that are looked at
_MOST_ITEMS = 100  # of a list that are looked for
_MOST_WORK = 50_000_000  # words looked at, a second's worth; that many turns of findings are rare

Span = dict[str, int]


class Utterance(Protocol):
    """What is asked of a turn; `at` may be unknown."""

    @property
    def role(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...


def ungrouped(text: str) -> str:
    """Return `text` with its grouped numbers in one piece: `$1,630` → `$1630`."""
    return _GROUPING.sub("", text)


@lru_cache(maxsize=100_000)
def _normal(token: str) -> str:
    if token[0].isdigit():
        return ungrouped(token)
    folded = fold(token)
    return _NUMBERS.get(folded, folded)


class Transcript:
    """The user turns of one conversation, taken to words as far as somebody asks."""

    def __init__(
        self,
        turns: Sequence[Utterance] = (),
        goals: Iterable[str] = (),
        needs_own: bool = False,
    ) -> None:
        """`goals`: those whose values are numbers, which are told apart.

        `needs_own`: a bare number is one only beside a word of its goal.
        """
        self.count = 0  # turns of all roles
        self._goals = all_words_of(goals)
        self._fair = 1 if needs_own else 0  # the least fitness of a number
        self._positions: list[int] = []
        self._turns: list[Utterance] = []
        self._words: list[list[str]] = []
        self._work = _MOST_WORK
        self.hear(turns)

    def hear(self, turns: Sequence[Utterance]) -> None:
        """Add turns at the end."""
        for position, turn in enumerate(turns, self.count + 1):
            if turn.role == "user":
                self._positions.append(position)
                self._turns.append(turn)
        self.count += len(turns)

    def tell_apart(self, goals: Iterable[str]) -> None:
        """Add goals whose values are numbers."""
        self._goals |= all_words_of(goals)

    def reword(self, position: int) -> None:
        """Take a turn to words anew, whose text is another now."""
        number = bisect_left(self._positions, position)
        if number < len(self._words) and self._positions[number] == position:
            self._words[number] = _words(self._turns[number].text)

    def locate(self, finding: FindingRecord, among: int | None = None) -> list[Span]:
        """Return the spans [{turn, start, end}] where the value's words stand; maybe none.

        `turn` is a position from 1; `start` and `end` are characters of its text, end exclusive.
        `among`: so many turns from the first, all where it is null.
        """
        until = self.count if among is None else among
        spans = []
        for text in islice(_texts(finding.value), _MOST_ITEMS):
            wanted = _words(text[:_LONGEST_TEXT])
            own = words_of(finding.goal) if _is_number(wanted) else None
            span = self._locate_words(wanted, finding.committed_at, until, own)
            if span is not None and span not in spans:
                spans.append(span)
        return spans

    def _locate_words(
        self, wanted: list[str], until: datetime | None, among: int, own: frozenset[str] | None
    ) -> Span | None:
        """Return the first place of the words; of a number's the first that fits best.

        `own`: words of the goal that a number is of.
        """
        if not 0 < len(wanted) <= _LONGEST:
            return None
        fair: Span | None = None
        for number, (position, turn) in enumerate(zip(self._positions, self._turns, strict=True)):
            if position > among or self._work < 0:
                break
            if number == len(self._words):
                self._words.append(_words(turn.text))
            if until is not None and turn.at is not None and turn.at > until:
                continue
            words = self._words[number]
            often = words.count(wanted[0])
            self._work -= 10 + len(words) + often * len(wanted)
            for index in _places_of(wanted, words, often):
                fits = 1 if own is None else fitness(words, index, own, self._goals)
                if fits < self._fair or (fits == 0 and fair is not None):
                    continue
                start, end = _places(turn.text, index, index + len(wanted) - 1)
                span = {"turn": position, "start": start, "end": end}
                if fits > 0:
                    return span
                fair = span
        return fair


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            if not isinstance(item, list):
                yield from _texts(item)
    elif isinstance(value, float) and value.is_integer():
        yield str(int(value))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)


def _pattern(text: str) -> re.Pattern[str]:
    """The quicker of two that agree on `text`."""
    return _ASCII_TOKEN if text.isascii() else _TOKEN


def _words(text: str) -> list[str]:
    return list(map(_normal, _pattern(text).findall(text)))


def _places(text: str, first: int, last: int) -> tuple[int, int]:
    """Return where word `first` begins and word `last` ends, in characters."""
    matches = list(islice(_pattern(text).finditer(text), first, last + 1))
    return matches[0].start(), matches[-1].end()


def _places_of(wanted: list[str], words: list[str], often: int) -> Iterator[int]:
    """Yield where `wanted` begins in `words`, which hold its first word so often."""
    start = -1
    for _ in range(often):
        start = words.index(wanted[0], start + 1)
        if words[start : start + len(wanted)] == wanted:
            yield start


def _is_number(wanted: list[str]) -> bool:
    return len(wanted) == 1 and wanted[0].isdigit()
