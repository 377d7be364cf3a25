"""When a delivery is tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outputs.schedule import PLAN, next_attempt, retry_after

START = datetime(2026, 6, 16, 14, 40, tzinfo=UTC)
draws = st.floats(-1, 1)
steps = st.integers(1, len(PLAN) - 1)


@settings(deadline=None)
@given(step=steps, draw=draws)
def test_each_try_is_where_the_plan_says_give_or_take_a_fifth(step: int, draw: float) -> None:
    before = START + PLAN[step - 1]
    after = next_attempt(step, START, before, draw=draw)

    assert after is not None
    least = max(PLAN[step] * 0.8, PLAN[step - 1] + (PLAN[step] - PLAN[step - 1]) / 2)
    assert least <= after - START <= PLAN[step] * 1.2 + timedelta(seconds=1)


@settings(deadline=None)
@given(draw=draws)
def test_the_last_try_is_a_whole_day_after_the_first(draw: float) -> None:
    last = len(PLAN) - 1
    after = next_attempt(last, START, START + timedelta(hours=20), draw=draw)

    assert after and after - START >= timedelta(hours=24)
    assert next_attempt(len(PLAN), START, after) is None


@settings(deadline=None)
@given(step=steps, draw=draws, held=st.integers(0, 30))
def test_what_was_held_for_days_is_not_tried_all_at_once(step: int, draw: float, held: int) -> None:
    now = START + timedelta(days=held)
    after = next_attempt(step, START, now, draw=draw)

    assert after and after - now >= (PLAN[step] - PLAN[step - 1]) / 2


@settings(deadline=None)
@given(step=steps, draw=draws, asked=st.integers(0, 10**6))
def test_what_the_receiver_asks_for_counts_within_once_and_twice_the_plan(
    step: int, draw: float, asked: int
) -> None:
    planned = next_attempt(step, START, START, draw=draw)
    after = next_attempt(step, START, START, timedelta(seconds=asked), draw=draw)

    assert planned and after
    least, most = planned - START, 2 * (planned - START)
    assert least <= after - START <= most
    if least <= timedelta(seconds=asked) <= most:
        assert after - START == timedelta(seconds=asked)


def test_a_scaled_clock_runs_through_the_same_plan() -> None:
    after = next_attempt(2, START, START, scale=100, draw=0)

    assert after == START + timedelta(seconds=3)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999999", 172_800),
        ("Tue, 16 Jun 2026 14:42:00 GMT", 120),
        ("Tue, 16 Jun 2026 14:42:00 -0000", 120),
        ("Tue, 16 Jun 2020 14:42:00 GMT", 0),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        ("Tue, 99 Jun 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: int | None) -> None:
    wait = retry_after(text, START)

    assert wait == (None if seconds is None else timedelta(seconds=seconds))
