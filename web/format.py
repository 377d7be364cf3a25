"""Times, durations, numbers and money as people read them.

All functions take UTC-aware datetimes and answer in the active time zone.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from django.utils import timezone

NONE = "—"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def iso(at: datetime) -> str:
    """Return ISO-8601 in UTC with `Z`, seconds only where there is nothing finer."""
    at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")[:-6] + "Z"


def _local(at: datetime, zone: tzinfo | None = None) -> datetime:
    """Return `at` in `zone`, else in the active one: asking for that costs more than printing."""
    return at.astimezone(zone or timezone.get_current_timezone())


def _day(local: datetime) -> str:
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def _clock(local: datetime) -> str:
    return f"{local.hour:02}:{local.minute:02}"


def day(at: datetime) -> str:
    return _day(_local(at))


def clock(at: datetime) -> str:
    return _clock(_local(at))


def clock_seconds(at: datetime, zone: tzinfo | None = None) -> str:
    local = _local(at, zone)
    return f"{_clock(local)}:{local.second:02}"


def day_time(at: datetime) -> str:
    """`16 Jun 2026, 14:40`."""
    local = _local(at)
    return f"{_day(local)}, {_clock(local)}"


def full(at: datetime, zone: tzinfo | None = None) -> str:
    """`16 Jun 2026, 14:40:46 CEST`, for titles."""
    return _full(_local(at, zone))


def _full(local: datetime) -> str:
    return f"{_day(local)}, {_clock(local)}:{local.second:02} {local.tzname()}"


def ago(at: datetime, now: datetime | None = None, zone: tzinfo | None = None) -> str:
    """Return how long ago, up to a day; then the day, with the year once it is another."""
    now = now or timezone.now()
    return _since(at, now) or _dated(_local(at, zone), now)


def row_time(at: datetime, now: datetime) -> tuple[str, str, str]:
    """Return `ago`, `iso` and `full` in the zone of `now`: together, since a page has fifty."""
    local = at.astimezone(now.tzinfo)
    return _since(at, now) or _dated(local, now), iso(at), _full(local)


def _since(at: datetime, now: datetime) -> str:
    """Return how long ago within a day, else ""."""
    seconds = (now - at).total_seconds()
    if -60 < seconds < 60:
        return "just now"
    if 0 < seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if 0 < seconds < 86_400:
        return f"{int(seconds // 3600)} h ago"
    return ""


def _dated(local: datetime, now: datetime) -> str:
    if local.year == now.astimezone(local.tzinfo).year:
        return f"{_MONTHS[local.month - 1]} {local.day}, {_clock(local)}"
    return f"{_MONTHS[local.month - 1]} {local.day}, {local.year}"


def duration(seconds: float | None) -> str:
    """`1:23`, `1:02:03`; an em dash for none."""
    if seconds is None:
        return NONE
    total = max(0, int(seconds))
    hours, rest = divmod(total, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60}:{rest % 60:02}"


def spoken_duration(seconds: float) -> str:
    """`1 minute 23 seconds`, for those who hear the page."""
    total = max(0, int(seconds))
    parts = [(total // 3600, "hour"), (total % 3600 // 60, "minute"), (total % 60, "second")]
    named = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count]
    return " ".join(named) or "0 seconds"


def offset(at: datetime, origin: datetime) -> str:
    """Return the time since `origin` as a duration; earlier instants carry a minus."""
    seconds = (at - origin) / timedelta(seconds=1)
    return f"−{duration(-seconds)}" if seconds <= -1 else duration(seconds)


def number(value: int) -> str:
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 turn`, `1,204 turns`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def decimal(value: Decimal) -> str:
    """Return a decimal without trailing zeros, thousands apart."""
    text = f"{value.normalize():,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def money(amount: Decimal, currency: str) -> str:
    """Return at least cents, and as many more places as a small amount needs (at most 4)."""
    places = 2 if amount == 0 or amount >= 1 else 4 if amount < Decimal("0.01") else 3
    text = f"{amount:,.{places}f}"
    sign = _SIGNS.get(currency)
    return f"{sign}{text}" if sign else f"{text} {currency}"


def size(count: int) -> str:
    """`12 kB`, `3.4 MB`."""
    if count < 1_000_000:
        return f"{count} B" if count < 1000 else f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:,.1f} MB"


FILTERS: dict[str, Callable[..., Any]] = {
    "iso": iso,
    "day": day,
    "clock": clock,
    "clock_seconds": clock_seconds,
    "day_time": day_time,
    "full": full,
    "ago": ago,
    "duration": duration,
    "spoken_duration": spoken_duration,
    "number": number,
    "plural": plural,
    "decimal": decimal,
    "money": money,
    "size": size,
}
