"""Lists in pages: newest first, by a signed cursor that carries the filters it was made under."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.gate.admission import ApiRequest
from api.gate.errors import bad_request
from web import keyset
from web.keyset import Place

Row = TypeVar("Row")
Item = TypeVar("Item")

Limit = Annotated[int, Field(ge=1, le=200, description="How many items a page holds.")]
Cursor = Annotated[
    str, Field(max_length=200, description="`next_cursor` of the page before, with its filters.")
]


class Paging(BaseModel):
    """The parameters that every list takes; what a list adds to them are its filters."""

    model_config = ConfigDict(extra="forbid")

    cursor: Cursor | None = None
    limit: Limit = 50

    def filters(self) -> dict[str, Any]:
        """Return what the list was narrowed by, and nothing that is null."""
        return self.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_none=True)


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
) -> tuple[Sequence[Row], dict[str, Any]]:
    """Return the rows of the page asked for, and the fields beside them.

    `fetch(place, limit)` returns rows strictly older than `place`, newest first. `name`: which
    list it is. Raises ApiError 400 for a cursor that is none of this list under these filters.
    """
    key = request.key
    scope = f"api {key.organization_id} {key.is_test} {name} {asked.filters()}"
    try:
        start = keyset.decode(asked.cursor, scope) if asked.cursor is not None else None
    except keyset.BadCursorError:
        raise bad_request("cursor is none of this list with these filters.", "cursor") from None
    rows = fetch(start, asked.limit + 1)
    has_more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    cursor = keyset.encode(place(rows[-1]), scope) if has_more else None
    return rows, {"next_cursor": cursor, "has_more": has_more}
