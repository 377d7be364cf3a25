"""Keyset pages: newest first, Older and Newer, no OFFSET and no count.

A cursor names a row's place in the order and carries the filters it was made under, so that it
cannot be used with others; it is signed, so that it cannot be made up.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Literal, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet

Direction = Literal["older", "newer"]
Row = TypeVar("Row")
Made = TypeVar("Made", bound=Model)
Fetch = Callable[["Place | None", Direction, int], list[Row]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNATURE_BYTES = 9


class BadCursorError(ValueError):
    """The cursor is not one of ours, or was made under other filters."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in the order (time, id), both descending."""

    at: datetime
    id: int


def _signature(payload: bytes, scope: str) -> bytes:
    key = b"keyset:" + settings.SECRET_KEY.encode()
    mac = hmac.digest(key, payload + b"\x00" + scope.encode(), hashlib.sha256)
    return mac[:_SIGNATURE_BYTES]


def encode(place: Place, scope: str) -> str:
    """Return the cursor of `place` under `scope`: the list and its filters, spelled out."""
    micros = (place.at - _EPOCH) // timedelta(microseconds=1)
    payload = micros.to_bytes(8, "big", signed=True) + place.id.to_bytes(8, "big")
    return base64.urlsafe_b64encode(payload + _signature(payload, scope)).decode().rstrip("=")


def decode(cursor: str, scope: str) -> Place:
    """Return the place a cursor names. Raises BadCursorError."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raise BadCursorError from None
    payload, given = raw[:16], raw[16:]
    if len(payload) != 16 or not hmac.compare_digest(given, _signature(payload, scope)):
        raise BadCursorError
    micros = int.from_bytes(payload[:8], "big", signed=True)
    return Place(_EPOCH + timedelta(microseconds=micros), int.from_bytes(payload[8:], "big"))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows newest first, and the cursors behind Older and Newer ("" where there is nothing)."""

    rows: Sequence[Row]
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class Request:
    """Which page is asked for: the first, or the one on one side of a cursor."""

    older: str = ""
    newer: str = ""


def read(
    asked: Request,
    scope: str,
    size: int,
    fetch: Fetch[Row],
    place: Callable[[Row], Place],
) -> Page[Row]:
    """Return one page of at most `size` rows.

    `fetch(place, direction, limit)` returns rows strictly older (newest first) or strictly newer
    (oldest first) than `place`; None means from the newest. A page of newer rows that is not full
    has reached the top: the first page is shown instead. Raises BadCursorError.
    """
    if asked.newer:
        rows = fetch(decode(asked.newer, scope), "newer", size + 1)
        if len(rows) > size:
            return _page(rows[:size][::-1], place, scope, older=True, newer=True)
    start = decode(asked.older, scope) if asked.older else None
    rows = fetch(start, "older", size + 1)
    return _page(rows[:size], place, scope, older=len(rows) > size, newer=start is not None)


def newest_first(
    found: QuerySet[Made, Made], place: Place | None, direction: Direction, limit: int
) -> list[Made]:
    """Fetch from a QuerySet whose rows are ordered by `created_at` and `id`; see `read`."""
    if place and direction == "older":
        found = found.filter(Q(created_at__lt=place.at) | Q(created_at=place.at, id__lt=place.id))
    elif place:
        found = found.filter(Q(created_at__gt=place.at) | Q(created_at=place.at, id__gt=place.id))
    order = ("-created_at", "-id") if direction == "older" else ("created_at", "id")
    return list(found.order_by(*order)[:limit])


def _page(
    rows: list[Row], place: Callable[[Row], Place], scope: str, *, older: bool, newer: bool
) -> Page[Row]:
    return Page(
        rows=rows,
        older=encode(place(rows[-1]), scope) if older and rows else "",
        newer=encode(place(rows[0]), scope) if newer and rows else "",
    )
