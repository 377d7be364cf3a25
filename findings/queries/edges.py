"""How wide the bins of a histogram are."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

_BINS = 10
_FEW = 12  # different whole numbers that each have a bin of their own


def number_edges(sample: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return the lower ends of bins in round numbers, for what most of `sample` spans.

    The outermost fiftieths do not decide: one typing error would push all else into one bin.
    """
    ordered = sorted(sample)
    cut = len(ordered) // 50
    low, high = ordered[cut], ordered[len(ordered) - 1 - cut]
    is_whole = all(number == number.to_integral_value() for number in ordered)
    if is_whole and high - low < _FEW:
        return tuple(low + step for step in range(int(high - low) + 1))
    step = _round_step((high - low) / _BINS) if high > low else Decimal(1)
    if is_whole:
        step = max(step, Decimal(1))
    start = (low / step).to_integral_value(ROUND_FLOOR) * step
    return tuple(start + step * number for number in range(int((high - start) / step) + 1))


def _round_step(width: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below `width`."""
    power = Decimal(1).scaleb(width.adjusted())
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= width)


def unit_of(days: int) -> str:
    """Return the period in which so many days are told in a few dozen columns at most."""
    limits = ((31, "day"), (190, "week"), (1_500, "month"), (15_000, "year"))
    return next((unit for limit, unit in limits if days <= limit), "decade")
