"""A conversation in this shape, and what the API answers about it."""

from typing import Any

from api.backend.answered import ConversationRecord, Conversations, Transcript
from api.gate.tests.keys import ApiClient

ROOT = "/v1/backend/conversations"
ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
AGENT = "2b1e3b65-2c04-4fa2-a2d7-467901e98978"

# As the document prints it, its places filled.
WIRE: dict[str, Any] = {
    "id": ID,
    "connection_code": "5582441A",
    "agent_id": AGENT,
    "status": "completed",
    "started_at": "2019-08-24T14:15:22Z",
    "completed_at": "2019-08-24T14:16:22Z",
    "turn_count": 2,
    "participant_profile": {
        "id": "7d2c3f4e-6276-4993-bfeb-53cbbbba6f08",
        "email": "ada@example.com",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "organization_name": "Example Ltd",
        "organization_domain": "example.com",
        "avatar_image_url": None,
    },
    "session_properties": {"plan": "pro", "seats": None},
    "path_taken": ["FindBus", {"step": 2}],
    "transcript": {
        "conversation_id": ID,
        "messages": [
            {
                "id": "898d2834-43cf-5713-9dbd-4ee8afbd6f34",
                "role": "user",
                "content": "A table in Napa.",
                "created_at": "2019-08-24T14:15:30Z",
                "modality": "voice",
            },
            {
                "id": "c9f2eaea-0c76-531e-9b88-53a3941c93b6",
                "role": "assistant",
                "content": "Booked.",
                "created_at": "2019-08-24T14:15:40.5Z",
                "modality": "text",
            },
        ],
    },
}


def whole(api: ApiClient, public_id: str) -> dict[str, Any]:
    """Return the conversation with its transcript, from the API's two answers."""
    found = api.get(f"{ROOT}/{public_id}").json()["data"]
    said = api.get(f"{ROOT}/{public_id}/transcript").json()["data"]
    ConversationRecord.model_validate(found)
    Transcript.model_validate(said)
    return {**found, "transcript": said}


def listed(api: ApiClient, query: str = "") -> list[str]:
    response = api.get(f"{ROOT}{query}")
    assert response.status_code == 200, response.content
    Conversations.model_validate(response.json())
    return [item["id"] for item in response.json()["data"]]


def problem(response: Any, status: int) -> dict[str, str]:
    """Return what an error tells; check that it comes in the document's envelope."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    told: dict[str, dict[str, str]] = response.json()
    assert told.keys() == {"error"} and told["error"].keys() == {"code", "message"}
    return told["error"]
