"""A finding's value is read as number, time and key wherever it has such a reading."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.values import value_key, value_number, value_text, value_time

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (2, "2"),
        (2.5, "2.5"),
        ("2", "2"),
        (" -2.50 ", "-2.5"),
        ("1,200.5", "1200.5"),
        (0.1, "0.1"),
        (1e-12, "0"),
        (True, None),
        ("2nd", None),
        ("1,2", None),
        ("٣", None),
        ("", None),
        (None, None),
        ([2], None),
        (1e19, "1e19"),
        (-(10**20) + 1, "-99999999999999999999"),
        ("9" * 19, "9" * 19),
        (f"{'9' * 19}.{'9' * 30}", "1e19"),
        (10**20, None),
        (10**400, None),
        (1e300, None),
    ],
)
def test_numbers(value: Any, number: str | None) -> None:
    assert value_number(value) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2026-05-01T10:30", datetime(2026, 5, 1, 10, 30, tzinfo=UTC)),
        ("2026-05-01T10:30:00+02:00", datetime(2026, 5, 1, 8, 30, tzinfo=UTC)),
        ("2026-05-01 10:30:00Z", datetime(2026, 5, 1, 10, 30, tzinfo=UTC)),
        ("2026-02-30", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("20260501", None),
        ("tomorrow", None),
        (20260501, None),
        (None, None),
    ],
)
def test_times(value: Any, time: datetime | None) -> None:
    assert value_time(value) == time


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("  San   José ", "san jose"),
        (True, "true"),
        (2, "2"),
        (None, ""),
        (["Red", "Blue"], "red, blue"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_keys(value: Any, key: str) -> None:
    assert value_key(value) == key


@given(JSON)
def test_every_value_has_a_reading_that_can_be_stored(value: Any) -> None:
    assert len(value_key(value)) <= 200
    assert isinstance(value_text(value), str)
    number = value_number(value)
    assert number is None or abs(number) < Decimal(10) ** 20
    value_time(value)


@given(st.text())
def test_equal_texts_have_one_key(text: str) -> None:
    assert value_key(f" {text} ") == value_key(text)
