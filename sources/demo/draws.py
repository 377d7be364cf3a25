"""What may stand in a slot: numbers, dates, times, picks and lists, with the words for them."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sources.demo.script import Draw, Filled

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def number(low: int, high: int, step: int = 1, spelled: bool = True) -> Draw:
    """A whole number; small ones are said as words now and then."""

    def draw(rng: Random, day: date) -> Filled:
        value = rng.randrange(low, high + 1, step)
        if spelled and value <= 20 and rng.random() < 0.5:
            return Filled(value, _SMALL[value])
        return Filled(value, str(value))

    return draw


def money(low: int, high: int, step: int, sign: str = "${}") -> Draw:
    def draw(rng: Random, day: date) -> Filled:
        value = rng.randrange(low, high + 1, step)
        return Filled(value, sign.format(f"{value:,}"))

    return draw


def pick(*choices: str | tuple[Any, str]) -> Draw:
    """One of the choices: words that are their own value, or (value, words)."""

    def draw(rng: Random, day: date) -> Filled:
        choice = rng.choice(choices)
        return Filled(choice, choice) if isinstance(choice, str) else Filled(*choice)

    return draw


def several(choices: Sequence[str], most: int = 3, glue: str = ", ", last: str = " and ") -> Draw:
    """A list of one to `most` of the choices, said as a list is said."""

    def draw(rng: Random, day: date) -> Filled:
        items = rng.sample(choices, rng.randint(min(2, most), most))
        words = glue.join(items[:-1]) + last + items[-1] if len(items) > 1 else items[0]
        return Filled(items, words)

    return draw


def day(soonest: int, latest: int, language: str = "en") -> Draw:
    """A date that many days from the conversation's own; its value is ISO 8601."""

    def draw(rng: Random, today: date) -> Filled:
        value = today + timedelta(days=rng.randint(soonest, latest))
        return Filled(value.isoformat(), _say_date(value, language, rng))

    return draw


def _say_date(value: date, language: str, rng: Random) -> str:
    if language == "ja":
        return f"{value.month}月{value.day}日"
    month = _MONTHS[language].split()[value.month - 1]
    if language == "es":
        return f"{value.day} de {month}"
    if language == "de":
        return f"{value.day}. {month}"
    if language == "ar":
        return f"{value.day} {month}"
    weekday = _DAYS[value.weekday()]
    return rng.choice(
        [
            f"{month} {_ordinal(value.day)}",
            f"the {_ordinal(value.day)} of {month}",
            f"{weekday} the {_ordinal(value.day)} of {month}",
            f"{weekday}, {month} {value.day}",
        ]
    )


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def clock(first: int, last: int) -> Draw:
    """A time of day on the half hour, value `HH:MM`."""

    def draw(rng: Random, today: date) -> Filled:
        hour, half = rng.randint(first, last), rng.random() < 0.5
        spoken = (hour - 1) % 12 + 1
        part = "in the morning" if hour < 12 else "in the afternoon"
        words = (
            [f"half past {_SMALL[spoken]} {part}"] if half else [f"{_SMALL[spoken]} o'clock {part}"]
        )
        words.append(f"{spoken}:{'30' if half else '00'} {'am' if hour < 12 else 'pm'}")
        return Filled(f"{hour:02}:{'30' if half else '00'}", rng.choice(words))

    return draw
