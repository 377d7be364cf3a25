"""How each dialect's API is walked: pages of a list, and each conversation whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from sources.pull.remote import Failed, Gone, Remote

LONGEST_CURSOR = 2000  # characters, as many as a source's row holds
_MOST_TEMPLATE_PAGES = 50


@dataclass(frozen=True, slots=True)
class Page:
    """`whole`: conversations that the list told in full, by id; the others have to be read.

    `next`: the cursor of what follows, "" at the end of what was asked for. `nameless`: how many
    had no id.
    """

    ids: list[str]
    next: str
    whole: dict[str, Any]
    nameless: int = 0


@dataclass(frozen=True, slots=True)
class Walk:
    """`page(remote, cursor, since)` lists; `read(remote, id)` tells one in its file's format.

    `templates`: those that conversations run, as a file of templates has them.
    """

    page: Callable[[Remote, str, datetime | None], Page]
    read: Callable[[Remote, str], Any]
    templates: Callable[[Remote], Iterator[dict[str, Any]]] | None = None


def _listed(remote: Remote, path: str, **query: str | int) -> dict[str, Any]:
    """Ask for whole conversations; of who knows no such list, for the list alone.

    A list that is not there is a wrong address, and no conversation that was deleted.
    """
    try:
        if remote.tells_whole:
            try:
                return _object(remote.get(path, **query, whole="true"))
            except Failed as failed:
                if failed.status not in (400, 422):
                    raise
                remote.tells_whole = False
        return _object(remote.get(path, **query))
    except Gone:
        raise Failed("There is no such list at this address (404).", 404) from None


def _object(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise Failed("It answered JSON that is no object.")
    return told


def _page(told: dict[str, Any], items: str, cursor: Any) -> Page:
    listed = _items(told, items, "conversations")
    named = [each for each in listed if isinstance(each.get("id"), str)]
    whole = {each["id"]: each for each in named if _is_whole(each)}
    return Page([each["id"] for each in named], _next(cursor), whole, len(listed) - len(named))


def _items(told: dict[str, Any], name: str, what: str) -> list[dict[str, Any]]:
    listed = told.get(name)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Failed(f"Its list holds no “{name}” of {what}.")
    return listed


def _next(cursor: Any) -> str:
    """Return the place that follows, as far as it can be kept; "" where nothing does."""
    if not isinstance(cursor, str):
        return ""
    if len(cursor) > LONGEST_CURSOR or "\x00" in cursor:
        raise Failed("The cursor of its list cannot be kept.")
    return cursor


def _is_whole(entry: dict[str, Any]) -> bool:
    """One in which nothing was said is read by itself: its list may leave out what was."""
    said = entry.get("transcript")
    return bool(said.get("messages") if isinstance(said, dict) else said)


def _since(since: datetime | None) -> dict[str, str]:
    return {"since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")} if since else {}


def _cursor(cursor: str) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}


def _roxels_page(remote: Remote, cursor: str, since: datetime | None) -> Page:
    told = _listed(remote, "/v1/interviews", limit=200, **_since(since), **_cursor(cursor))
    return _page(told, "items", told.get("next_cursor"))


def _roxels_read(remote: Remote, id: str) -> Any:
    return remote.get_one(f"/v1/interviews/{quote(id, safe='')}")


_TEMPLATE = (
    "name", "description", "instructions", "goals", "criteria", "phases", "screen_share",
    "max_duration_seconds",
)  # fmt: skip


def _roxels_templates(remote: Remote) -> Iterator[dict[str, Any]]:
    """Yield the templates as they stand now, without the outputs: nothing fires here.

    Those of the first pages, _MOST_TEMPLATE_PAGES at most: conversations make the others.
    """
    cursor = ""
    for _ in range(_MOST_TEMPLATE_PAGES):
        try:
            told = _object(remote.get("/v1/templates", limit=100, **_cursor(cursor)))
        except Gone:
            return
        for each in _items(told, "items", "templates"):
            known = {name: each[name] for name in _TEMPLATE if each.get(name) is not None}
            yield {"template_id": each.get("id"), **known}
        cursor = _next(told.get("next_cursor"))
        if not cursor:
            return


def _widget_page(remote: Remote, cursor: str, since: datetime | None) -> Page:
    path = "/api/v1/conversations"
    told = _listed(remote, path, limit=200, **_since(since), **_cursor(cursor))
    items = next((name for name in ("data", "conversations", "items") if name in told), "data")
    return _page(told, items, told.get("next_cursor") or told.get("cursor"))


def _widget_read(remote: Remote, id: str) -> Any:
    return remote.get_one(f"/api/v1/conversations/{quote(id, safe='')}")


def _backend_page(remote: Remote, cursor: str, since: datetime | None) -> Page:
    """The list cannot be asked by time: it is newest first, and left where all of it is older."""
    after = {"after": cursor} if cursor else {}
    told = _listed(remote, "/v1/backend/conversations", limit=100, **after)
    pagination = _object(told.get("pagination") or {})
    page = _page(told, "data", pagination.get("next_cursor"))
    if since is not None and told["data"] and all(_is_before(e, since) for e in told["data"]):
        return replace(page, next="")
    return page


def _is_before(entry: dict[str, Any], since: datetime) -> bool:
    try:
        return datetime.fromisoformat(entry["started_at"]) < since
    except (KeyError, TypeError, ValueError):
        return False  # One that has not started is asked for again until it has.


def _backend_read(remote: Remote, id: str) -> Any:
    path = f"/v1/backend/conversations/{quote(id, safe='')}"
    told = _object(remote.get_one(path)).get("data")
    said = _object(remote.get_one(f"{path}/transcript")).get("data")
    return {**told, "transcript": said} if isinstance(told, dict) else told


WALKS = {
    "roxels": Walk(_roxels_page, _roxels_read, _roxels_templates),
    "widget": Walk(_widget_page, _widget_read),
    "backend": Walk(_backend_page, _backend_read),
}
