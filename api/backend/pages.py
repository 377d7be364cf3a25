"""Pages both ways: newest first, by signed cursors that carry the filters they were made under."""

from collections.abc import Callable, Sequence
from typing import Any

from api.backend.asked import ConversationsAsked
from api.gate.admission import ApiRequest
from api.gate.errors import bad_request
from api.gate.sql import Row, place_of
from web import keyset
from web.keyset import Place

# (place, whether newer ones than it are wanted, how many) → rows from there on.
Fetch = Callable[[Place | None, bool, int], Sequence[Row]]
# Words rows; where it leaves the last ones out, the page ends there.
Tell = Callable[[Sequence[Row]], list[dict[str, Any]]]


def read_page(
    request: ApiRequest, asked: ConversationsAsked, fetch: Fetch, tell: Tell
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the items of the page asked for, newest first, and its `pagination`.

    A page is found by the place of a row and not by a count, so that rows which arrive meanwhile
    neither repeat nor hide any. Raises ApiError 400 for a cursor of another list, and for two.
    """
    if asked.after is not None and asked.before is not None:
        raise bad_request("after and before cannot go together.", "before")
    filters = asked.model_dump(mode="json", include={"status", "agent_id"}, exclude_none=True)
    scope = f"api {request.key.organization_id} {request.key.is_test} backend {filters}"
    name = "before" if asked.before is not None else "after"
    cursor = asked.after if asked.before is None else asked.before
    start = _place(name, cursor, scope) if cursor is not None else None
    rows = fetch(start, name == "before", asked.limit + 1)
    items = tell(rows[: asked.limit])
    goes_on, rows = len(rows) > len(items), rows[: len(items)]
    if name == "before":
        # What it was asked from lies behind it; whether anything lies before it was looked up.
        items, rows = items[::-1], rows[::-1]
        is_older, is_newer = True, goes_on
    else:
        is_older, is_newer = goes_on, start is not None
    return items, {
        "has_more": bool(rows) and is_older,
        "next_cursor": keyset.encode(place_of(rows[-1]), scope) if rows and is_older else None,
        "prev_cursor": keyset.encode(place_of(rows[0]), scope) if rows and is_newer else None,
    }


def _place(name: str, cursor: str, scope: str) -> Place:
    try:
        return keyset.decode(cursor, scope)
    except keyset.BadCursorError:
        raise bad_request(f"{name} is none of this list with these filters.", name) from None
