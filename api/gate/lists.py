"""Lists in pages: newest first, by a signed cursor that carries the filters it was made under."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import to_json

from api.gate.admission import ApiRequest
from api.gate.errors import bad_request
from api.gate.sql import Row as SqlRow
from web import keyset
from web.keyset import Place

Row = TypeVar("Row")
Item = TypeVar("Item")

Limit = Annotated[int, Field(ge=1, le=200, description="How many items a page holds.")]
Cursor = Annotated[
    str, Field(max_length=200, description="`next_cursor` of the page before, with its filters.")
]

Whole = Annotated[
    bool,
    BeforeValidator(lambda given: True if given == "" else given),
    Field(
        description="Each as its own address tells it, transcript and all; a page ends early"
        " where that is much."
    ),
]
MOST_BYTES = 8 * 1024 * 1024  # of a page of whole ones, but for its last
_TURNS_AT_ONCE = 2_000  # that are read before it is looked how much they were


class Paging(BaseModel):
    """The parameters that every list takes; what a list adds to them are its filters."""

    model_config = ConfigDict(extra="forbid")

    cursor: Cursor | None = None
    limit: Limit = 50

    def filters(self) -> dict[str, Any]:
        """Return what the list was narrowed by, and nothing that is null."""
        left_out = {"cursor", "limit", "whole"}
        return self.model_dump(mode="json", exclude=left_out, exclude_none=True)


class PagingOfConversations(Paging):
    """Those of a list whose items can be told whole, for who takes all of them away."""

    whole: Whole = False


class Page(BaseModel, Generic[Item]):
    """One page of a list. `next_cursor` is null at the end."""

    items: list[Item]
    next_cursor: str | None
    has_more: bool


def read_page(
    request: ApiRequest,
    name: str,
    asked: Paging,
    fetch: Callable[[Place | None, int], Sequence[Row]],
    place: Callable[[Row], Place],
    tell: Callable[[Sequence[Row]], Sequence[Any]] = lambda rows: rows,
) -> tuple[Sequence[Any], dict[str, Any]]:
    """Return the items of the page asked for, and the fields beside them.

    `fetch(place, limit)` returns rows strictly older than `place`, newest first. `name`: which
    list it is. `tell`: words rows as items; where it leaves the last ones out, the page ends there.
    Raises ApiError 400 for a cursor that is none of this list under these filters.
    """
    key = request.key
    scope = f"api {key.organization_id} {key.is_test} {name} {asked.filters()}"
    try:
        start = keyset.decode(asked.cursor, scope) if asked.cursor is not None else None
    except keyset.BadCursorError:
        raise bad_request("cursor is none of this list with these filters.", "cursor") from None
    rows = fetch(start, asked.limit + 1)
    items = tell(rows[: asked.limit])
    has_more = len(rows) > len(items)
    cursor = keyset.encode(place(rows[len(items) - 1]), scope) if has_more else None
    return items, {"next_cursor": cursor, "has_more": has_more}


def as_fit(
    rows: Sequence[SqlRow], tell: Callable[[Sequence[SqlRow]], list[Any]]
) -> list[dict[str, Any]]:
    """Return the rows told whole, as many from the first as a page may hold, one at least.

    `tell` is asked for some after the other, so that a page of long ones is not read in vain. A row
    holds its conversation's `turn_count`.
    """
    items: list[Any] = []
    size = 0
    for some in _by_length(rows):
        for item in tell(some):
            items.append(item)
            size += len(to_json(item))
            if size > MOST_BYTES:
                return items
    return items


def _by_length(rows: Sequence[SqlRow]) -> Iterator[Sequence[SqlRow]]:
    start = turns = 0
    for end, row in enumerate(rows):
        turns += row["turn_count"]
        if turns > _TURNS_AT_ONCE and end > start:
            yield rows[start:end]
            start, turns = end, row["turn_count"]
    if rows:
        yield rows[start:]
