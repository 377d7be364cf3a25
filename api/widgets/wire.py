"""The JSON of the widget API, field by field; null and absent mean the same."""

from typing import Any

from api.gate.reading import Instant, Wire


class WireConversation(Wire):
    id: str
    widget_id: str | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    duration_seconds: int | None = None
    credits_charged: int | float | None = None
    page_url: str | None = None
    outcome: str | None = None
    visitor: dict[str, Any] | None = None
    # By far the most of it, so read only once.
    transcript: list[dict[str, Any]] | None = None
    tool_calls: list[dict[str, Any]] | None = None
    extraction: str | None = None
    extracted_data: dict[str, Any] | None = None
    criteria_results: dict[str, dict[str, Any]] | None = None
