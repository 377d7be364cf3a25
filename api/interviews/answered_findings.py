"""What the Roxels API answers of findings."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.interviews.answered import Participant
from api.interviews.asked import Status


class FoundFinding(BaseModel):
    """A goal's value with what stands behind it."""

    goal: str
    value: Any
    declared: bool = Field(description="Whether the conversation's template version has the goal.")
    evidence: list[Any] = Field(description="{`turn`, `start`, `end`} or {`frame`} of each.")
    evidence_source: Literal["given", "located", "none", "chained"]
    supported: bool | None = Field(
        description="Whether the evidence holds the value; null: that cannot be told."
    )
    confidence: float | None
    committed_at: datetime | None
    review: Literal["accepted", "corrected", "rejected"] | None = Field(
        description="What people said of it. Corrected: `value` is theirs. Rejected: it is null."
    )
    original_value: Any = Field(
        description="What the agent had committed, where people said otherwise; else null."
    )


class JudgedCriterion(BaseModel):
    criterion: str
    passed: bool | None
    reasoning: str


class Row(BaseModel):
    """One conversation, as a row of the findings page."""

    interview_id: str
    template_id: str
    template_version: int | None
    status: Status
    created_at: datetime
    started_at: datetime | None
    duration_seconds: int | None
    persons: list[Participant]
    findings: list[FoundFinding]
    criteria: list[JudgedCriterion]
