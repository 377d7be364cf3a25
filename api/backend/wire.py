"""The JSON of the backend API, field by field; null and absent mean the same."""

from typing import Any

from api.gate.reading import Instant, Wire


class WireProfile(Wire):
    id: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    organization_name: str | None = None
    organization_domain: str | None = None
    avatar_image_url: str | None = None


class WireTranscript(Wire):
    conversation_id: str | None = None
    messages: list[dict[str, Any]] | None = None  # by far the most of it, so read only once


class WireConversation(Wire):
    """A conversation with its transcript in it, as files and pulls bring it."""

    id: str
    connection_code: str | None = None
    agent_id: str | None = None
    status: str
    started_at: Instant | None = None
    completed_at: Instant | None = None
    turn_count: int | None = None
    participant_profile: WireProfile | None = None
    session_properties: dict[str, Any] | None = None
    path_taken: list[Any] | None = None
    transcript: WireTranscript | None = None
