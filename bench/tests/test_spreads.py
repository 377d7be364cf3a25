"""What is told of measured times."""

import random

import pytest

from bench.spreads import paired, spread


def test_median_and_95th_percentile() -> None:
    told = spread([*range(1, 101)])
    assert (told.median, told.p95, told.count) == (50.5, 95, 100)
    assert spread([3.0]).p95 == 3


def test_nothing_measured_is_nothing_told() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread([])


def test_pairs_cancel_what_hits_both() -> None:
    rng = random.Random(1)
    noise = [rng.uniform(1, 9) for _ in range(200)]
    ratio = paired([1.1 * n for n in noise], noise)
    assert ratio.low == pytest.approx(1.1)
    assert ratio.high == pytest.approx(1.1)


def test_an_interval_that_holds_the_bound_is_unsure() -> None:
    rng = random.Random(2)
    bottoms = [rng.uniform(0.5, 1.5) for _ in range(100)]
    tops = [1.2 * rng.uniform(0.5, 1.5) for _ in range(100)]
    ratio = paired(tops, bottoms)
    assert ratio.low < ratio.median < ratio.high
    assert ratio.verdict(ratio.median) == "unsure"
    assert ratio.verdict(ratio.high + 0.01) == "pass"
    assert ratio.verdict(ratio.low - 0.01) == "miss"


@pytest.mark.parametrize(("count", "left_out"), [(5, 0), (6, 0), (10, 1), (100, 39)])
def test_the_interval_is_the_one_of_the_sign_test(count: int, left_out: int) -> None:
    """For 10 pairs the tables give the 2nd and the 9th, for 100 the 40th and the 61st."""
    ratio = paired([*range(1, count + 1)], [1] * count)
    assert (ratio.low, ratio.high) == (1 + left_out, count - left_out)


def test_a_share_is_to_be_reached_from_above() -> None:
    ratio = paired([4.0, 5.0, 6.0] * 10, [10.0] * 30)
    assert ratio.verdict_of_least(ratio.low) == "pass"
    assert ratio.verdict_of_least(ratio.high) == "unsure"
    assert ratio.verdict_of_least(ratio.high + 0.01) == "miss"
