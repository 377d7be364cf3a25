"""What each type of session event carries in `data`. These texts stand in the API's documents."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    WithJsonSchema,
    model_validator,
)

from conversations.models import SessionStatus
from intake.records import Json, JsonObject, Key, Line, PublicId, Record, Text, whole
from web.ids import PUBLIC_ID

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_MOST = 2_000_000_000
_NUMERAL = re.compile(r"[0-9]{1,14}(\.[0-9]{1,20})?")


def _instant(value: Any) -> datetime:
    """Read a time as the Roxels API writes one; numbers that could be anything are none."""
    if isinstance(value, str) and "T" in value.upper():
        try:
            value = datetime.fromisoformat(value.upper())
        except ValueError:
            value = None
    if not isinstance(value, datetime):
        raise ValueError("should be a time in ISO 8601, as 2026-05-01T12:00:00Z")
    if value.tzinfo is None:
        raise ValueError("should name its time zone, as 2026-05-01T12:00:00Z")
    if not _EARLIEST <= value <= _LATEST:
        raise ValueError("is not between the years 1970 and 2200")
    return value.astimezone(UTC)


def _turn_reference(value: Any) -> Any:
    value = whole(value)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST:
        return value
    if isinstance(value, str) and PUBLIC_ID.fullmatch(value):
        return value
    raise ValueError("should be a turn's position, from 1, or its id")


Instant = Annotated[datetime, BeforeValidator(_instant)]


def _numeral(value: Any) -> Any:
    if isinstance(value, str) and not _NUMERAL.fullmatch(value):
        raise ValueError("should be a number, as 12.5")
    return value


def _millionths(value: Decimal) -> Decimal:
    """What is added up in floating point has more digits than anybody meant."""
    return round(value, 6)


def _amount(digits: int) -> list[Any]:
    """Return what a Decimal with so many digits before its point is told by."""
    most = 10**digits - 1
    schema = {
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": most},
            {"type": "string", "pattern": rf"^[0-9]{{1,{digits}}}(\.[0-9]{{1,20}})?$"},
        ]
    }
    return [
        Field(ge=0, le=most),
        AfterValidator(_millionths),
        BeforeValidator(_numeral),
        WithJsonSchema(schema),
    ]


Count = Annotated[StrictInt, Field(ge=0, le=_MOST), BeforeValidator(whole)]
Place = Annotated[StrictInt, Field(ge=0), BeforeValidator(whole)]
Quantity = Annotated[Decimal, *_amount(14)]
Cost = Annotated[Decimal, *_amount(8)]
Short = Annotated[Line, Field(max_length=60)]
TurnReference = Annotated[
    Any,
    AfterValidator(_turn_reference),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": _MOST},
                {"type": "string", "pattern": f"^{PUBLIC_ID.pattern}$"},
            ],
            "description": "The turn's position in the transcript, from 1, or the id it was given.",
        }
    ),
]


class Data(Record):
    model_config = ConfigDict(use_attribute_docstrings=True)


class SessionStatusData(Data):
    status: SessionStatus
    """How far the session has got. Some moves are impossible: an ended one does not go on."""


class TurnData(Data):
    role: Literal["user", "assistant", "system"]
    """Who speaks: the person, the agent, or neither."""
    text: Text
    """What is said."""
    id: PublicId | None = None
    """An id of your own by which later events may name the turn; otherwise it gets one."""
    modality: Literal["", "voice", "text"] = ""
    """How it is said."""


class TurnCorrectedData(Data):
    turn: TurnReference
    text: Text
    """What was said after all, as a better transcription has it."""


class ToolCalledData(Data):
    name: Key
    """The tool's name."""
    args: JsonObject = Field(default_factory=dict)
    """What the agent passed to it."""
    result: Json = None
    """What came back."""
    error: Text = ""
    """What went wrong, in words."""
    duration_ms: Count | None = None
    """How long it took, in milliseconds."""


class GoalProgressData(Data):
    goal: Key
    """The goal's id in the template."""
    state: Literal["asked", "in_progress", "declined", "failed"] = "in_progress"
    """Why it has no finding yet."""


class EvidenceData(Data):
    """A turn or a span of one, or a frame."""

    turn: TurnReference = None
    start: Place | None = None
    """Where the words begin, in characters (code points) of the turn's text."""
    end: Place | None = None
    """Where they end, exclusive."""
    frame: PublicId | None = None
    """The id of a screen-share frame of this conversation, instead of a turn."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> "EvidenceData":
        if (self.turn is None) == (self.frame is None):
            raise ValueError("names neither a turn nor a frame, or both")
        if (self.start is None) != (self.end is None):
            raise ValueError("has a start or an end alone")
        if self.start is not None and self.frame is not None:
            raise ValueError("is a span of a frame; only turns have spans")
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise ValueError("has a start that is not before its end")
        return self


class GoalCommittedData(Data):
    goal: Key
    """The goal's id in the template. One that it does not declare is kept as undeclared."""
    value: Json
    """The finding. A second commit of the goal replaces the first."""
    evidence: Annotated[list[EvidenceData], Field(max_length=100)] | None = None
    """The words that the finding rests on. Left out, they are looked for in what was said."""
    confidence: Annotated[StrictFloat, Field(ge=0, le=1)] | None = None
    """How sure the agent is, from 0 to 1."""


class GoalTransitionData(Data):
    from_: Key | None = Field(default=None, alias="from")
    """The goal that was pursued."""
    to: Key | None = None
    """The goal that is pursued now."""


class AdvisorConcernData(Data):
    concern: Text
    """What the advisor noticed."""
    advisor: Key | None = None
    """Which advisor."""
    severity: Short | None = None
    """How much it matters, in the advisor's words."""


class ScreenShareData(Data):
    segment: Key | None = None
    """The id of this stretch of sharing."""


class FrameCapturedData(Data):
    frame: PublicId
    """The frame's id, from `POST /v1/sessions/{id}/frames`; its picture has been uploaded."""


class CriterionEvaluatedData(Data):
    criterion: Key
    """The criterion's id in the template."""
    passed: StrictBool | None
    """Null where the judge could not tell."""
    reasoning: Text = ""
    """Why."""


class CallbackFiredData(Data):
    name: Key
    """The frontend callback's name."""
    goal: Key | None = None
    """The goal whose commit fired it."""
    payload: Json = None
    """What it was called with."""


class UsageData(Data):
    component: Annotated[Key, Field(max_length=60)]
    """What was used: a speaker, an extractor, an advisor, speech recognition …"""
    quantity: Quantity
    """How much of it, in `unit`."""
    unit: Annotated[Line, Field(min_length=1, max_length=20)]
    """Tokens, seconds, characters, credits …"""
    cost: Cost | None = None
    """What it cost, in `currency`; left out where it has no price."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    """The currency's three letters."""


class SummaryData(Data):
    text: Text
    """The conversation in a few sentences. A second summary replaces the first."""


class SessionEndedData(Data):
    reason: Literal["agent", "user", "error", "timeout"]
    """Who or what ended it."""
    outcome: Short = ""
    """`completed`, `abandoned` or `error` decide how it ended, other words are kept beside it."""
