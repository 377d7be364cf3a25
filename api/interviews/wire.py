"""The JSON of the Roxels API, field by field; null and absent mean the same."""

from typing import Any

from pydantic import ConfigDict

from api.gate.reading import Instant, Wire


class WirePerson(Wire):
    """A person, in an interview or as the persons API gives one."""

    id: str | None = None
    external_id: str | None = None
    name: str | None = None
    email: str | None = None
    org_context: dict[str, Any] | None = None
    first_seen_at: Instant | None = None
    last_seen_at: Instant | None = None
    conversation_count: int | None = None  # counted here anew


class WireInterview(Wire):
    id: str
    session_id: str | None = None
    template_id: str | None = None
    status: str
    created_at: Instant | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    duration_seconds: int | None = None
    persons: list[WirePerson] | None = None
    context: dict[str, Any] | None = None
    summary: str | None = None
    findings: dict[str, Any] | None = None
    transcript: list[dict[str, Any]] | None = None  # by far the most of it, so read only once
    outputs: dict[str, Any] | None = None


class WireFrame(Wire):
    """One line of the list of captures that comes beside interviews."""

    model_config = ConfigDict(extra="forbid")

    interview_id: str
    file: str
    captured_at: Instant
    segment: str | None = None
    id: str | None = None


class WireGoal(Wire):
    model_config = ConfigDict(extra="forbid")

    id: str
    description: str | None = None
    type: str | None = None
    allowed_values: list[Any] | None = None
    critical: bool = False


class WireTemplate(Wire):
    """A template; one field that we have no column for refuses it rather than getting lost."""

    model_config = ConfigDict(extra="forbid")

    template_id: str
    name: str
    description: str | None = None
    instructions: str | None = None
    goals: list[WireGoal] | None = None
    criteria: list[dict[str, Any]] | None = None
    phases: list[Any] | None = None
    outputs: list[Any] | None = None
    screen_share: bool = False
    max_duration_seconds: int | None = None
