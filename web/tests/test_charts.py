"""Charts stay in their box, whatever numbers come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.charts import scale, stack


def share(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


@given(st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), max_size=100))
def test_blocks_stand_on_one_another_and_reach_as_far_as_their_number(
    values: list[list[int]],
) -> None:
    chart = stack(values)
    top = chart.ticks[-1].value
    for numbers, column in zip(values, chart.columns, strict=True):
        floor = 100.0
        assert [block.series for block in column.blocks] == [
            index for index, number in enumerate(numbers) if number
        ]
        for block in column.blocks:
            assert share(block.height) == pytest.approx(100 * numbers[block.series] / top, abs=0.01)
            assert share(block.y) + share(block.height) == pytest.approx(floor, abs=0.01)
            floor = share(block.y)
        assert floor >= -0.01
        assert 0 <= share(column.x) <= share(column.x) + share(column.width) <= 100.01


@given(st.integers(0, 10**12))
def test_scales_are_round_and_have_few_ticks(largest: int) -> None:
    top, step = scale(largest)
    assert top >= max(largest, 1)
    assert top % step == 0
    assert top // step <= 5
    assert str(step).rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize(("days", "labels"), [(1, 1), (7, 7), (30, 6), (90, 7)])
def test_labels_have_room(days: int, labels: int) -> None:
    assert sum(column.is_labelled for column in stack([[1]] * days).columns) == labels
