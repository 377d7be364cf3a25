"""Which conversations hold the words that the searches look for.

The classes are those of a million conversations; the rarest two keep their counts at any size, so
that a page of them is the same page.
"""

import random
from dataclasses import dataclass
from functools import cache

NEEDLE, RARE, MID, COMMON, PHRASE = "zanzibar", "ombudsman", "turbine", "calendar", "loyalty scheme"
NEEDLE_HITS, RARE_HITS = 41, 570
MID_SHARE, COMMON_SHARE = 0.015, 0.242
# Each half of the phrase is common, the two of them side by side are not.
HALF_SHARE, PHRASE_SHARE = 0.12, 0.005


@dataclass(frozen=True)
class Marks:
    """The numbers of the conversations with the two rarest words."""

    needle: frozenset[int]
    rare: frozenset[int]


@cache
def marks(scale: int) -> Marks:
    """Return the marked conversations of a data set of this size, spread over all of it."""
    rng = random.Random(f"marks {scale}")
    needle = rng.sample(range(scale), min(NEEDLE_HITS, scale // 10))
    rare = rng.sample(range(scale), min(RARE_HITS, scale // 4))
    return Marks(frozenset(needle), frozenset(rare))


def marked_words(number: int, scale: int, rng: random.Random) -> list[str]:
    """Return the marked words of the conversation with this number."""
    found = marks(scale)
    first, second = PHRASE.split()
    chances = (
        (number in found.needle, NEEDLE),
        (number in found.rare, RARE),
        (rng.random() < MID_SHARE, MID),
        (rng.random() < COMMON_SHARE, COMMON),
        (rng.random() < HALF_SHARE, first),
        (rng.random() < HALF_SHARE, second),
        (rng.random() < PHRASE_SHARE, PHRASE),
    )
    return [words for holds, words in chances if holds]
