"""What the Roxels API answers. Times are UTC, as 2026-05-01T12:00:00Z."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.interviews.asked import Criterion, DeliveryState, Goal, Status


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


class Delivery(BaseModel):
    """One firing of an output. `id` is the `webhook-id` of every try."""

    id: str
    kind: Literal["webhook", "chained", "callback"]
    event: str = Field(description="What set it off: `conversation.ended`, for example.")
    goal: str | None = Field(description="The goal that was committed, if one was.")
    output_id: str | None = Field(description="The output's id on the template's version.")
    interview_id: str | None
    template_id: str | None
    endpoint_id: str | None
    target: str = Field(description="Where it goes, without a query; of a callback its name.")
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None
    last_status_code: int | None
    last_error: str | None
    last_latency_ms: int | None
    imported: bool = Field(description="It was made elsewhere and is never sent from here.")


class Try(BaseModel):
    """One try. Without `status_code` and `error` it is under way."""

    number: int
    at: datetime
    status_code: int | None
    latency_ms: int | None
    error: str | None = Field(description="What was wrong: `timed out`, `5xx`, `dns`, for example.")
    message: str | None = Field(description="The same in words; may change.")
    next_attempt_at: datetime | None
    request_headers: dict[str, str] | None
    response_headers: list[tuple[str, str]] | None
    response_body: str | None = Field(description="Its first 50 kB.")


class DeliveryRecord(Delivery):
    """A delivery with what was sent and what came back; both are kept for 90 days."""

    body: str | None = Field(description="The bytes that every try sends, as text.")
    content_type: str | None
    tries: list[Try] = Field(description="Newest first.")


class Endpoint(BaseModel):
    """Where deliveries go. Its secrets and headers are never shown."""

    id: str
    name: str
    url: str = Field(description="Without its query.")
    state: Literal["active", "paused", "disabled"]
    reason: str | None = Field(description="Why it is not active: `by hand`, `gone`, `failing`.")
    state_since: datetime
    created_at: datetime
    last_success_at: datetime | None
    failing_since: datetime | None = Field(description="null while it works.")
    consecutive_failures: int


class EndpointMade(Endpoint):
    secret: str | None = Field(
        description="What its deliveries are signed with, `whsec_…`: shown this once. null in the"
        " answer to a repeat with the same Idempotency-Key."
    )


class Recovered(BaseModel):
    """How many deliveries are on their way again. With `has_more`, ask again for the rest."""

    redelivered: int
    has_more: bool


class Frame(BaseModel):
    """A screen-share capture."""

    model_config = ConfigDict(extra="allow")


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
