"""What came along from where a conversation was led, and has no column here."""

from collections.abc import Sequence
from typing import Any

from conversations.models import Conversation
from web import values
from web.devices import device

Card = tuple[str, Sequence[values.Entry]]

# Shown elsewhere on the page, or kept for the way back alone.
_NOT_SHOWN = frozenset({"outputs", "transcript", "tool_calls", "extraction", "turn_count"})
_VISITOR = {"ip_country": "country", "ip_region": "region", "user_agent": "browser"}


def cards(conversation: Conversation) -> list[Card]:
    """Return (title, what it holds) of the visitor, the way taken, and all else that was told."""
    fields = {k: v for k, v in conversation.source_fields.items() if k not in _NOT_SHOWN}
    visitor = _visitor(fields.pop("visitor", None), fields.pop("page_url", None))
    way = fields.pop("path_taken", None)
    steps = {f"{n:02}": step for n, step in enumerate(way, 1)} if isinstance(way, list) else {}
    told = (("Visitor", visitor), ("Path taken", steps), ("Also told", fields))
    return [(title, values.entries(known)) for title, known in told if known]


def _visitor(given: Any, page_url: Any) -> dict[str, Any]:
    known: dict[str, Any] = given if isinstance(given, dict) else {}
    told = {_VISITOR.get(name, name): value for name, value in known.items() if value is not None}
    browser = told.get("browser")
    if isinstance(browser, str) and not browser.startswith(device(browser)):
        told["browser"] = f"{device(browser)} · {browser}"
    return ({"page": page_url} if page_url is not None else {}) | told
