"""What the widget API answers. Times are UTC, as 2026-05-01T12:00:00Z."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.widgets.asked import Outcome


class Visitor(BaseModel):
    """Where the visitor came from; null where unknown."""

    ip_country: str | None
    ip_region: str | None
    user_agent: str | None


class Said(BaseModel):
    role: Literal["agent", "user", "system"]
    text: str
    ts: datetime | None


class ToolCall(BaseModel):
    name: str
    args: dict[str, Any]
    result: str | None
    ts: datetime | None


class Criterion(BaseModel):
    passed: bool | None
    reasoning: str


class Conversation(BaseModel):
    """A conversation as the list shows it."""

    id: str
    widget_id: str | None = Field(description="The template; null where unknown.")
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: int | None
    credits_charged: float | None
    page_url: str | None
    outcome: Outcome | None = Field(description="null until it ends.")
    visitor: Visitor


class ConversationRecord(Conversation):
    """The whole conversation."""

    transcript: list[Said]
    tool_calls: list[ToolCall]
    extraction: Literal["pending", "running", "done"] = Field(
        description="`pending` until the conversation ends, `running` while what it said is being"
        " gone through, then `done`."
    )
    extracted_data: dict[str, Any] | None = Field(
        description="By field. null: nothing yet, and `extraction` is not done."
    )
    criteria_results: dict[str, Criterion] | None = Field(description="The same of criteria.")


class Erasing(BaseModel):
    """The job that deletes a conversation; at `url` it is told until it is `done`, with proof."""

    id: str
    status: str
    url: str


class ErasureBegun(BaseModel):
    erasure: Erasing


class LabelledTurn(BaseModel):
    speaker: Literal["Agent", "Visitor", "System"]
    text: str
    ts: datetime | None


class LabelledTranscript(BaseModel):
    conversation_id: str
    transcript: list[LabelledTurn]
