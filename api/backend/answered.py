"""What the backend API answers. Times are UTC, as 2026-05-01T12:00:00Z."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.backend.asked import Status


class ParticipantProfile(BaseModel):
    id: UUID
    email: str | None
    first_name: str | None
    last_name: str | None
    organization_name: str | None
    organization_domain: str | None
    avatar_image_url: str | None


class Conversation(BaseModel):
    """A conversation as the list shows it."""

    id: UUID
    connection_code: str = Field(
        description="Eight letters and digits; of one that came without, made of its id."
    )
    agent_id: UUID | None = Field(description="The template; null where unknown.")
    status: Status
    started_at: datetime | None
    completed_at: datetime | None
    turn_count: int
    participant_profile: ParticipantProfile | None = Field(
        description="The first participant; null where nobody is known."
    )


class ConversationRecord(Conversation):
    session_properties: dict[str, Any]
    path_taken: list[Any] = Field(description="As it came; empty where nothing was told.")


class Message(BaseModel):
    id: UUID
    role: Literal["user", "assistant", "system"]
    content: str
    created_at: datetime | None
    modality: Literal["voice", "text"] | None = Field(description="null where unknown.")


class Transcript(BaseModel):
    conversation_id: UUID
    messages: list[Message]


class Pagination(BaseModel):
    """`next_cursor` is null at the end, `prev_cursor` where nothing newer is there."""

    has_more: bool
    next_cursor: str | None
    prev_cursor: str | None


class Conversations(BaseModel):
    data: list[Conversation]
    pagination: Pagination


class OneConversation(BaseModel):
    data: ConversationRecord


class OneTranscript(BaseModel):
    data: Transcript
