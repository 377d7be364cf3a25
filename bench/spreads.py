"""Medians, 95th percentiles, and how sure a ratio is."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """How long something took, in milliseconds."""

    median: float
    p95: float
    count: int


def spread(milliseconds: Sequence[float]) -> Spread:
    """Return the median and the 95th percentile (nearest rank); raises ValueError for none."""
    if not milliseconds:
        raise ValueError("nothing was measured")
    ordered = sorted(milliseconds)
    rank = math.ceil(0.95 * len(ordered))
    return Spread(statistics.median(ordered), ordered[rank - 1], len(ordered))


@dataclass(frozen=True)
class Ratio:
    """The median of paired ratios, and the interval that holds it with 95 % confidence."""

    median: float
    low: float
    high: float

    def verdict(self, bound: float) -> str:
        """Return whether the ratio is at most `bound`, as far as the pairs can tell."""
        if self.high <= bound:
            return "pass"
        return "miss" if self.low > bound else "unsure"

    def verdict_of_least(self, bound: float) -> str:
        """Return whether the ratio is `bound` or more, as far as the pairs can tell."""
        if self.low >= bound:
            return "pass"
        return "miss" if self.high < bound else "unsure"


def paired(tops: Sequence[float], bottoms: Sequence[float]) -> Ratio:
    """Return the ratio of what was measured side by side: the n-th of one over that of the other.

    The interval is that of the sign test: it asks nothing of how the times are distributed.
    """
    ratios = sorted(top / bottom for top, bottom in zip(tops, bottoms, strict=True))
    outside = _ranks_outside(len(ratios))
    return Ratio(statistics.median(ratios), ratios[outside], ratios[-1 - outside])


def _ranks_outside(count: int) -> int:
    """How many of `count` ordered values lie outside at each end: at most 2.5 % of chance."""
    chance, outside = 0.5**count, 0
    while chance <= 0.025 and outside < count // 2:
        outside += 1
        chance += math.comb(count, outside) * 0.5**count
    return max(outside - 1, 0)
