"""Conversations of all kinds, and everything that an instance tells of them by each dialect."""

from collections.abc import Iterator
from typing import Any

from api.backend.tests.asking import WIRE as BACKEND
from api.gate.tests.keys import ApiClient
from api.widgets.tests.asking import WIRE as WIDGET
from intake.records import ConversationRecord
from intake.tests.making import record
from sources.formats import reader

# Of each dialect: where its list is, under which name, and by which parameter it goes on.
LISTS = {
    "roxels": ("/v1/interviews", "items", "cursor"),
    "widget": ("/api/v1/conversations", "data", "cursor"),
    "backend": ("/v1/backend/conversations", "data", "after"),
}


def made() -> list[ConversationRecord]:
    """Conversations of all three kinds, in every state that a dialect has a word for."""
    read = reader(None)
    wires = [
        {**WIDGET, "id": f"conv_{n}", "outcome": word, "credits_charged": n / 4}
        for n, word in enumerate(["completed", "abandoned", "error", None])
    ]
    wires += [
        {**BACKEND, "id": f"{BACKEND['id'][:-1]}{n}", "status": word}
        for n, word in enumerate(["pending", "in_progress", "completed", "abandoned", "archived"])
    ]
    ours = [
        record(
            f"iv_{status}",
            minute=n,
            status=status,
            session_id=f"sess_{n}",
            template_id="tpl_1",
            context={"plan": "pro"},
            source_fields={"path_taken": 5},
            findings=[{"goal": "date", "value": None}, {"goal": "seats", "value": [2, "x"]}],
            criteria=[{"criterion": "polite", "passed": None, "reasoning": "Hm."}],
            tool_calls=[{"name": "book", "args": {"n": 1}, "result": {"ok": [True]}}],
        )
        for n, status in enumerate(["created", "joined", "completed", "failed", "abandoned"])
    ]
    return [*map(read, wires), *ours]  # fmt: skip


def told(api: ApiClient, dialect: str) -> dict[str, Any]:
    """Return every conversation that the API lists, whole, by its id, as it is listed."""
    path = LISTS[dialect][0]
    if dialect == "backend":
        return {id: of_backend(api, id) for id in _ids(api, dialect)}
    return {id: api.get(f"{path}/{id}").json() for id in _ids(api, dialect)}


def wholes(api: ApiClient, dialect: str) -> list[dict[str, Any]]:
    """Return the same, newest first, as the list itself tells them whole."""
    path, items, _ = LISTS[dialect]
    page = api.get(f"{path}?whole&limit=100").json()
    assert not page.get("pagination", page)["has_more"]
    return list(page[items])


def of_backend(api: ApiClient, id: str) -> dict[str, Any]:
    path = f"{LISTS['backend'][0]}/{id}"
    said = api.get(f"{path}/transcript").json()["data"]
    return {**api.get(path).json()["data"], "transcript": said}


def _ids(api: ApiClient, dialect: str) -> Iterator[str]:
    path, items, parameter = LISTS[dialect]
    cursor: str | None = ""
    while cursor is not None:
        query = f"&{parameter}={cursor}" if cursor else ""
        page = api.get(f"{path}?limit=100{query}").json()
        yield from (item["id"] for item in page[items])
        cursor = page.get("pagination", page)["next_cursor"]
