"""Which of the places where a number stands is meant: "two" may be rooms, stars or half past two.

A place is better where a word of the goal's id stands near, and worse where the number is counted
by a word of another goal's id, or tells the time.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from intake.values import value_number
from web.words import lexeme

_LETTERS = re.compile(r"[^\W\d_]+")
_SAYS_NOTHING = frozenset(
    map(lexeme, "a amount count how in is many no number of per the total".split())
)
_HALVES = frozenset(("am", "pm", "o'clock", "oclock"))
_TIMES_OF_DAY = frozenset(("morning", "afternoon", "evening", "night"))


@lru_cache(maxsize=10_000)
def words_of(goal: str) -> frozenset[str]:
    """Return the stems that a goal's id is made of, of those that say something."""
    return frozenset(map(lexeme, _LETTERS.findall(goal))) - _SAYS_NOTHING


def all_words_of(goals: Iterable[str]) -> frozenset[str]:
    return frozenset(word for goal in goals for word in words_of(goal))


def declared_numbers(goals: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the ids of a template version's goals that ask for a number."""
    return frozenset(goal["id"] for goal in goals if _asks_for_number(goal))


def _asks_for_number(goal: Mapping[str, Any]) -> bool:
    values = goal.get("allowed_values") or ()
    is_choice = bool(values) and all(value_number(value) is not None for value in values)
    return is_choice or goal.get("type") == "number"


def fitness(words: Sequence[str], at: int, own: frozenset[str], others: frozenset[str]) -> int:
    """Return 1 where the number `words[at]` is one of the goal's, -1 where of another's, else 0."""
    if _tells_time(words, at):
        return -1
    near = [lexeme(word) for word in (*words[at + 1 : at + 3], *words[max(at - 1, 0) : at])]
    if not own.isdisjoint(near):
        return 1
    counts_others = at + 1 < len(words) and near[0] in others
    return -1 if counts_others else 0


def _tells_time(words: Sequence[str], at: int) -> bool:
    if words[at - 1 : at] == ["past"]:
        return True
    after = words[at + 1 : at + 4]
    if after[:1] and (after[0] in _HALVES or after[:2] == ["o", "clock"]):
        return True
    return after[:1] == ["in"] and not _TIMES_OF_DAY.isdisjoint(after)
