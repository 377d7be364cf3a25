"""Older and Newer walk every row once, also while rows arrive; cursors cannot be made up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web import keyset
from web.keyset import BadCursorError, Direction, Page, Place, Request

START = datetime(2026, 1, 1, tzinfo=UTC)


def fetch_from(rows: list[Place]) -> "keyset.Fetch[Place]":
    def fetch(place: Place | None, direction: Direction, limit: int) -> list[Place]:
        ordered = sorted(rows, key=lambda row: (row.at, row.id), reverse=direction == "older")
        if place is not None:
            beyond = (place.at, place.id)
            ordered = [
                row
                for row in ordered
                if ((row.at, row.id) < beyond) == (direction == "older")
                and (row.at, row.id) != beyond
            ]
        return ordered[:limit]

    return fetch


def read(rows: list[Place], asked: Request, size: int = 3) -> Page[Place]:
    return keyset.read(asked, "list?", size, fetch_from(rows), lambda row: row)


PLACES = st.lists(
    st.builds(
        lambda minute, number: Place(START + timedelta(minutes=minute), number),
        st.integers(0, 5),
        st.integers(1, 40),
    ),
    unique=True,
    max_size=20,
)


@given(PLACES, st.integers(1, 4))
def test_older_walks_every_row_once(rows: list[Place], size: int) -> None:
    seen: list[Place] = []
    page = read(rows, Request(), size)
    seen += page.rows
    while page.older:
        page = read(rows, Request(older=page.older), size)
        seen += page.rows
    assert seen == sorted(rows, key=lambda row: (row.at, row.id), reverse=True)


@given(PLACES, st.integers(1, 4))
def test_newer_leads_back_to_the_page_one_came_from(rows: list[Place], size: int) -> None:
    first = read(rows, Request(), size)
    if not first.older:
        return
    second = read(rows, Request(older=first.older), size)
    assert read(rows, Request(newer=second.newer), size).rows == first.rows


def test_rows_that_arrive_do_not_move_the_page_below() -> None:
    rows = [Place(START + timedelta(minutes=n), n) for n in range(1, 8)]
    first = read(rows, Request())
    before = read(rows, Request(older=first.older))
    rows.append(Place(START + timedelta(hours=1), 99))
    assert read(rows, Request(older=first.older)).rows == before.rows


def test_a_newer_page_that_is_not_full_is_the_first_page() -> None:
    rows = [Place(START + timedelta(minutes=n), n) for n in range(1, 6)]
    first = read(rows, Request())
    second = read(rows, Request(older=first.older))
    rows.append(Place(START + timedelta(hours=1), 99))
    page = read(rows, Request(newer=second.newer), size=3)
    assert page.rows[-1] == rows[2]
    top = read(rows, Request(newer=page.newer)) if page.newer else page
    assert top.rows[0] == rows[-1]
    assert top.newer == ""


@pytest.mark.parametrize("cursor", ["x", "!!!", "A" * 34, "ä", "AAAA", ""])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursorError):
        keyset.decode(cursor, "list?")


def test_a_cursor_belongs_to_its_filters() -> None:
    cursor = keyset.encode(Place(START, 5), "list?status=failed")
    assert keyset.decode(cursor, "list?status=failed") == Place(START, 5)
    with pytest.raises(BadCursorError):
        keyset.decode(cursor, "list?")


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 2**62),
)
def test_a_cursor_keeps_the_place_exactly(at: datetime, row_id: int) -> None:
    assert keyset.decode(keyset.encode(Place(at, row_id), "s"), "s") == Place(at, row_id)
