"""A conversation in this shape, and what the API answers about it."""

from typing import Any

from api.gate.tests.keys import ApiClient
from api.widgets.answered import ConversationRecord
from api.widgets.views import Conversations

ROOT = "/api/v1/conversations"
ID = "conv_xyz789"

# As the document prints it, its places filled.
WIRE: dict[str, Any] = {
    "id": ID,
    "widget_id": "wgt_abc123",
    "started_at": "2026-04-10T12:34:00Z",
    "ended_at": "2026-04-10T12:36:07Z",
    "duration_seconds": 127,
    "credits_charged": 127,
    "page_url": "https://northwindcatering.example/catering",
    "outcome": "completed",
    "visitor": {"ip_country": "US", "ip_region": "CA", "user_agent": "Mozilla/5.0..."},
    "transcript": [
        {"role": "agent", "text": "Hi! I'm Sam...", "ts": "2026-04-10T12:34:01Z"},
        {"role": "user", "text": "Do you cater vegan?", "ts": "2026-04-10T12:34:08Z"},
    ],
    "tool_calls": [
        {
            "name": "search_site",
            "args": {"query": "vegan catering"},
            "result": "Yes — our grilled veggie platter is fully vegan...",
            "ts": "2026-04-10T12:34:10Z",
        }
    ],
    "extraction": "done",
    "extracted_data": {
        "intent": "catering_inquiry",
        "event_date": "2026-06-15",
        "guest_count": 50,
    },
    "criteria_results": {
        "answered_visitor_question": {"passed": True, "reasoning": "It did."},
        "collected_contact_info": {"passed": False, "reasoning": "No address."},
    },
}
SAID = {"transcript", "tool_calls", "extraction", "extracted_data", "criteria_results"}


def whole(api: ApiClient, public_id: str) -> dict[str, Any]:
    """Return the conversation object, which keeps to its declared shape."""
    found: dict[str, Any] = api.get(f"{ROOT}/{public_id}").json()
    ConversationRecord.model_validate(found)
    return found


def listed(api: ApiClient, query: str = "") -> list[str]:
    response = api.get(f"{ROOT}{query}")
    assert response.status_code == 200, response.content
    Conversations.model_validate(response.json())
    return [item["id"] for item in response.json()["data"]]
