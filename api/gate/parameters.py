"""Parameters that more than one dialect takes: times, words, ids in paths."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

# In a path: one that cannot be an id is the 404 that an unknown one is.
ID_FORM = "^[A-Za-z0-9][A-Za-z0-9_.~:-]{0,127}$"

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEARS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("should be a time as 2026-05-01T12:00:00Z (write a + in it as %2B)")
    moment = datetime.fromisoformat(value.upper())
    if not _YEARS[0] <= moment <= _YEARS[1]:
        raise ValueError("is not between the years 1970 and 2200")
    return moment.astimezone(UTC)


def _moment_or_day(value: Any) -> datetime:
    is_day = isinstance(value, str) and _DAY.fullmatch(value)
    return _moment(f"{value}T00:00:00Z" if is_day else value)


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "example": "2026-05-01T12:00:00Z"}),
]
MomentOrDay = Annotated[
    datetime,
    BeforeValidator(_moment_or_day),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date-time"},
                {"type": "string", "format": "date"},
            ],
            "example": "2026-05-01",
        }
    ),
]


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character")
    return text


Word = Annotated[str, Field(max_length=255), AfterValidator(_storable)]
