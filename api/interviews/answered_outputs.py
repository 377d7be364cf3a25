"""What the Roxels API answers of deliveries and endpoints."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.interviews.asked import DeliveryState

OVERLAP_HOURS = 24  # in which a rotated secret signs too


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
    dialect: Literal["roxels", "widget"] = Field(description="In whose words it is told.")
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


class SecretMade(BaseModel):
    """A new signing secret; the one before signs too for `overlap_hours`."""

    id: str
    secret: str | None = Field(
        description="`whsec_…`: shown this once. null in the answer to a repeat with the same"
        " Idempotency-Key."
    )
    overlap_hours: int


class SentTest(BaseModel):
    """The delivery that the test event is."""

    delivery_id: str
