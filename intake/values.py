"""The readings of a finding's value that filters and sorting need."""

import re
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any

from web.keys import value_key, value_text

__all__ = ["finding_readings", "value_key", "value_number", "value_text", "value_time"]

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,19})(?:\.\d{1,30})?", re.ASCII)
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
_SMALLEST_STEP = Decimal(1).scaleb(-10)
_TOO_LARGE = Decimal(10) ** 20  # the column holds 30 digits, 10 of them behind the point
_EXACTLY = Context(prec=60)  # Python's own has 28 digits, and raises for more


def value_number(value: Any) -> Decimal | None:
    """Return the number that `value` is or spells (`"1,200.50"`), ten decimals; else null."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        number = Decimal(str(value)) if abs(value) < _TOO_LARGE else _TOO_LARGE
    elif isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = Decimal(value.strip().replace(",", ""))
    else:
        return None
    number = number.quantize(_SMALLEST_STEP, context=_EXACTLY)
    return number if abs(number) < _TOO_LARGE else None


def value_time(value: Any) -> datetime | None:
    """Return the instant an ISO-8601 date or time spells, UTC where it names no zone; else null."""
    if not isinstance(value, str) or not _DATE.fullmatch(value.strip()):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def finding_readings(value: Any) -> dict[str, Any]:
    """Return the columns of a finding's row that repeat its value, {column: reading}."""
    return {
        "value_key": value_key(value),
        "value_number": value_number(value),
        "value_time": value_time(value),
    }
