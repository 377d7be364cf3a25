"""What a conversation's goals were answered with."""

import json
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from bench import vocabulary
from bench.world import CATEGORIES
from intake.values import value_key, value_number, value_time


@dataclass(frozen=True)
class Answer:
    """A finding's value, also as JSON, and its readings as intake makes them."""

    value: Any
    json: str
    readings: tuple[str, Decimal | None, datetime | None]


_KINDS_KEPT = 2_000  # of open answers; a category has its few
_FIRST_DAY = date(2025, 1, 1)


def _values(goal: str, kind: str, rng: random.Random) -> list[Any]:
    if kind == "category":
        return list(CATEGORIES[goal])
    if kind == "boolean":
        return [True, True, False]
    if kind == "number":
        return list(range(1, 400))
    if kind == "date":
        return [(_FIRST_DAY + timedelta(days=day)).isoformat() for day in range(800)]
    if kind == "list":
        words = vocabulary.words()[150:450]
        return [rng.sample(words, rng.randint(1, 4)) for _ in range(_KINDS_KEPT)]
    return rng.sample(vocabulary.sentences(), _KINDS_KEPT)


@cache
def answers(goal: str, kind: str) -> list[Answer]:
    """Return what a goal of this kind may be answered with."""
    values = _values(goal, kind, random.Random(goal))
    return [
        Answer(value, json.dumps(value), (value_key(value), value_number(value), value_time(value)))
        for value in values
    ]
