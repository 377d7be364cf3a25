"""Numbers, days and clock times in what somebody said, in digits or in English words."""

import re
from collections.abc import Iterator
from decimal import Decimal

from web.words import fold

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
    "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_CARDINALS = {f"{word}th": word for word in _UNITS} | {
    f"{word.removesuffix('y')}ieth": word for word in _TENS
}
_CARDINALS |= {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
    "ninth": "nine", "twelfth": "twelve", "a": "one",
}  # fmt: skip
_COUNTING = "|".join((*_UNITS, *_TENS))
_SCALING = "|".join(_SCALES)
_NTH = "|".join(word for word in _CARDINALS if word != "a")
# One number or several in English words, the last of them perhaps an ordinal.
_COUNTED = re.compile(
    rf"\b(?:(?:{_COUNTING}|a(?= (?:{_SCALING})\b))"
    rf"(?:[ -]+(?:and )?(?:{_COUNTING}|{_SCALING})\b)*"
    rf"(?:[ -]+(?:and )?(?:{_NTH}))?|{_NTH})\b"
)
_SUFFIX = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_DIALLED = re.compile(r"\d+(?:[ ().,/+-]{1,3}\d+)*")
# Of these days only a calendar knows the number.
_RELATIVE = frozenset(
    "today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday "
    "mon tue wed thu fri sat sun weekend week month now".split()
)
_TOKEN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+")
_DAY = re.compile(r"\d{1,2}(?=st\b|nd\b|rd\b|th\b|\b)|(?<=-)\d\d(?=T)", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?(?:\s*(?:(a|p)\.?m\b|o.?clock))?", re.IGNORECASE
)


def numbers(text: str) -> set[Decimal]:
    """Return every number in `text`: "1,200.50", "twenty-five", "two hundred and ten"."""
    return set(_numbers(fold(text)))


def in_digits(text: str) -> str:
    """Return `text` folded, numbers in digits: "Two beds, 21st floor" → "2 beds, 21 floor"."""
    return _SUFFIX.sub("", _COUNTED.sub(_digits, fold(text)))


def _digits(match: re.Match[str]) -> str:
    words = " ".join(_CARDINALS.get(word, word) for word in re.findall("[a-z]+", match[0]))
    return " ".join(str(number) for number in _numbers(words, with_parts=False))


def dialled(text: str) -> list[str]:
    """Return the digits of numbers that only blanks and signs part: "912 345-678" → 912345678."""
    return [re.sub(r"\D", "", found) for found in _DIALLED.findall(in_digits(text))]


def _numbers(text: str, with_parts: bool = True) -> Iterator[Decimal]:
    """Yield its numbers; `with_parts` those too of which others are made, 20 and 5 of 25."""
    total = group = 0
    is_open = False
    for token in _TOKEN.findall(text):
        if token[0].isdigit():
            yield Decimal(token.replace(",", ""))
        if token in _UNITS or token in _TENS:
            value = _UNITS.get(token, _TENS.get(token, 0))
            # "Two three" are two numbers; "twenty three" is one.
            if group % 100 and (token in _TENS or group % 10 or group % 100 < 20):
                yield Decimal(total + group)
                total, group = 0, 0
            group, is_open = group + value, True
            if with_parts:
                yield Decimal(value)
        elif token in _SCALES and is_open:
            if token == "hundred":
                group = max(group, 1) * 100
            else:
                total, group = total + max(group, 1) * _SCALES[token], 0
        elif is_open and token != "and":
            yield Decimal(total + group)
            total, group, is_open = 0, 0, False
    if is_open:
        yield Decimal(total + group)


def days(text: str) -> set[int] | None:
    """Return the days of a month in `text`; null where it names one only by "tomorrow" or so."""
    folded = fold(text)
    words = set(re.findall(r"[a-z]+", folded))
    found = {int(day) for day in _DAY.findall(folded)}
    found |= {int(number) for number in numbers(folded) if number < 32}
    found |= {_ORDINALS[word] for word in words if word in _ORDINALS}
    found |= {number for word, number in _UNITS.items() if f"{word}th" in words}
    tens = re.findall(r"(twenty|thirty)[ -]([a-z]+)", folded)
    found |= {_TENS[ten] + unit for ten, word in tens if (unit := _unit(word))}
    return None if words & _RELATIVE else found


def _unit(word: str) -> int:
    return _ORDINALS.get(word) or _UNITS.get(word.removesuffix("th"), 0)


def clock_times(text: str) -> set[tuple[int, int]]:
    """Return (hour, minute) of each time of day in `text`, "2 pm", "14:30", and of each number."""
    found = set()
    for hour, minute, half in _CLOCK.findall(text):
        number = int(hour)
        if number > 24:
            continue
        if half:
            number = number % 12 + (12 if half.lower() == "p" else 0)
        found.add((number % 24, int(minute or 0)))
    found |= {(int(number) % 24, 0) for number in numbers(text) if 0 <= number <= 12}
    if "half past" in fold(text):
        found |= {(hour, 30) for hour, _ in list(found)}
    if "quarter" in fold(text):
        found |= {(hour, quarter) for hour, _ in list(found) for quarter in (15, 45)}
        found |= {((hour - 1) % 24, 45) for hour, _ in list(found)}
    return found
