"""Times, lengths and money read as people say them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from web import format as formats

NOW = datetime(2026, 6, 16, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=5), "5 h ago"),
        (timedelta(days=3), "Jun 13, 12:00"),
        (timedelta(days=400), "May 12, 2025"),
        (-timedelta(seconds=5), "just now"),
        (-timedelta(days=2), "Jun 18, 12:00"),
    ],
)
def test_how_long_ago(before: timedelta, told: str) -> None:
    assert formats.ago(NOW - before, NOW) == told


def test_times_are_told_in_the_viewer_s_zone() -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert formats.day_time(NOW) == "16 Jun 2026, 21:00"
        assert formats.full(NOW) == "16 Jun 2026, 21:00:00 JST"


@pytest.mark.parametrize(
    ("seconds", "told"), [(None, "—"), (0, "0:00"), (83, "1:23"), (3723, "1:02:03"), (59.9, "0:59")]
)
def test_lengths(seconds: float | None, told: str) -> None:
    assert formats.duration(seconds) == told


def test_offsets_before_the_start_carry_a_minus() -> None:
    assert formats.offset(NOW - timedelta(seconds=5), NOW) == "−0:05"


@pytest.mark.parametrize(
    ("amount", "told"),
    [("0", "$0.00"), ("0.041", "$0.041"), ("0.00042", "$0.0004"), ("1234.5", "$1,234.50")],
)
def test_money(amount: str, told: str) -> None:
    assert formats.money(Decimal(amount), "USD") == told


def test_iso_is_utc_with_z_and_keeps_milliseconds() -> None:
    assert formats.iso(NOW.astimezone(ZoneInfo("Asia/Tokyo"))) == "2026-06-16T12:00:00Z"
    assert formats.iso(NOW.replace(microsecond=120_000)) == "2026-06-16T12:00:00.120Z"


@pytest.mark.parametrize(("value", "told"), [("1200.500000", "1,200.5"), ("7", "7"), ("10", "10")])
def test_decimals_have_no_trailing_zeros(value: str, told: str) -> None:
    assert formats.decimal(Decimal(value)) == told


@pytest.mark.parametrize("days", [0, 40, 200, 500])
def test_a_row_s_time_is_told_as_one_by_one(days: int) -> None:
    zone = ZoneInfo("Europe/Berlin")  # whose clock is another in winter
    now, at = NOW.astimezone(zone), NOW - timedelta(days=days, hours=2)
    told = (formats.ago(at, now, zone), formats.iso(at), formats.full(at, zone))
    assert formats.row_time(at, now) == told
