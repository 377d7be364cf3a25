"""What the Roxels API answers. Times are UTC, as 2026-05-01T12:00:00Z."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.interviews.asked import Criterion, Goal, Status


class Created(BaseModel):
    """A conversation that nobody has joined yet. `join_url` is what the participant opens."""

    id: str = Field(examples=["iv_2c9m4x7hq0v5t8k1r3w6y"])
    session_id: str = Field(examples=["sess_8p1z5n0d7f3j6b9g2s4ca"])
    template_id: str
    status: Status
    join_url: str
    created_at: datetime


class Scheduled(BaseModel):
    items: list[Created]


class Interview(BaseModel):
    """A conversation as the list shows it. `session_id` and `template_id`: null where unknown."""

    id: str
    session_id: str | None
    template_id: str | None
    status: Status
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: int | None
    summary: str | None


class Participant(BaseModel):
    name: str | None
    external_id: str | None


class Turn(BaseModel):
    role: Literal["assistant", "user", "system"]
    text: str
    timestamp: datetime | None


class Outputs(BaseModel):
    """What the conversation set off."""

    webhooks: list[Any] = Field(
        description="{`url`, `attempts`, `status`} of each; `status` is `success`, `pending`,"
        " `failed` or `cancelled`. /v1/deliveries tells more."
    )
    callbacks: list[Any] = Field(
        description="{`name`, `goal`, `payload`, `timestamp`} of each frontend callback."
    )
    chained: list[Any] = Field(description="The same of chained API calls.")


class InterviewRecord(Interview):
    """The whole conversation. `findings`: what was committed, by goal id."""

    persons: list[Participant]
    context: dict[str, Any]
    findings: dict[str, Any]
    transcript: list[Turn]
    outputs: Outputs


class Frame(BaseModel):
    """A screen-share capture. Both addresses end at `expires_at`: ask again for new ones."""

    id: str
    segment: str | None
    captured_at: datetime
    offset_seconds: float = Field(description="Since the conversation began.")
    url: str = Field(description="The picture as captured, without metadata.")
    thumbnail_url: str = Field(description="WebP, 320 pixels wide.")
    expires_at: datetime
    width: int
    height: int


class Upload(BaseModel):
    """PUT the picture's bytes there, with these headers as they are."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class FramePlace(BaseModel):
    id: str = Field(description="What `frame.captured` names once the picture is there.")
    upload: Upload | None = Field(description="null: it has been uploaded before.")


class FramePlaces(BaseModel):
    """One for each capture, in the order asked."""

    frames: list[FramePlace]


class KnownParticipant(Participant):
    id: str


class Event(BaseModel):
    id: str
    type: str
    at: datetime


class Definition(BaseModel):
    """What a template's version says. `phases` and `outputs` are as the runtime takes them."""

    instructions: str
    goals: list[Goal]
    phases: list[Any]
    criteria: list[Criterion]
    outputs: list[Any]
    screen_share: bool
    max_duration_seconds: int | None


class Template(Definition):
    """A template as its newest version has it."""

    id: str
    name: str
    description: str
    version: int
    created_at: datetime
    updated_at: datetime = Field(description="When the newest version was made.")


class TemplateVersion(Definition):
    version: int
    created_at: datetime


class SessionTemplate(Definition):
    """The version that the session is bound to, `{{context.…}}` in its texts filled in."""

    id: str
    name: str
    description: str
    version: int


class Session(BaseModel):
    """The runtime's side of a conversation."""

    id: str
    interview_id: str
    status: Literal["created", "loading", "ready", "joining", "connected", "disconnecting", "ended"]
    interview_status: Status
    template_id: str | None
    template_version: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    joinable_until: datetime | None = Field(description="null: nobody can join it any more.")
    participants: list[KnownParticipant]
    context: dict[str, Any]
    last_event: Event | None
    template: SessionTemplate | None


class JoinToken(BaseModel):
    """What a LiveKit client needs to join the session, within ten minutes."""

    ws_url: str
    token: str
    participant_identity: str


class Taken(BaseModel):
    """How many events were new, and how many had been taken before."""

    accepted: int
    duplicates: int


class Person(BaseModel):
    id: str
    external_id: str | None
    name: str | None
    first_seen_at: datetime
    last_seen_at: datetime
    conversation_count: int


class PersonRecord(Person):
    org_context: dict[str, Any]
