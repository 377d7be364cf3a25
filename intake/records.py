"""The canonical records: what every dialect and file is turned into before it is stored.

Each dialect's `shapes` map its wire form to these and back. Everything is checked here once:
unknown fields are refused, texts hold no NUL and no lone surrogates (PostgreSQL stores neither),
JSON holds finite numbers only, times carry a zone and become UTC.

Sources named below: R = Roxels API, W = widget API, B = backend API, L = live session events.
"""

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from web.ids import PUBLIC_ID

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_DEEPEST = 50  # levels of nested JSON

# Of one conversation.
MOST_EVENTS = 100_000
MOST_TOOL_CALLS = 20_000
MOST_USAGE = 20_000
MOST_CRITERIA = 2_000


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half of a surrogate pair") from None
    return text


def _public_id(text: str) -> str:
    if not PUBLIC_ID.fullmatch(text):
        raise ValueError("is not an id: 1–128 letters, digits, _ . ~ : -")
    return text


def _storable_json(value: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise ValueError(f"is nested more than {_DEEPEST} levels deep")
    if isinstance(value, str):
        _storable(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("holds a number that is not finite")
    elif isinstance(value, list):
        for item in value:
            _storable_json(item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _storable(key)
            _storable_json(item, depth + 1)
    return value


def whole(value: Any) -> Any:
    """JSON has one kind of number, in which 5.0 is 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _utc(value: datetime) -> datetime:
    # Compared as it is: in UTC the first and the last day there is may not be representable.
    if not _EARLIEST <= value <= _LATEST:
        raise ValueError("is not between the years 1970 and 2200")
    return value.astimezone(UTC)


Line = Annotated[str, Field(max_length=300), AfterValidator(_storable)]
Key = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
Text = Annotated[str, Field(max_length=100_000), AfterValidator(_storable)]
PublicId = Annotated[
    str,
    AfterValidator(_public_id),
    Field(json_schema_extra={"pattern": f"^{PUBLIC_ID.pattern}$"}),
]
Json = Annotated[Any, AfterValidator(_storable_json)]
JsonObject = Annotated[dict[str, Any], AfterValidator(_storable_json)]
Time = Annotated[AwareDatetime, AfterValidator(_utc)]
Seconds = Annotated[int, Field(ge=0, le=2_147_483_647)]  # as many as are counted and kept
Position = Annotated[int, Field(ge=1, le=2_000_000_000)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonRecord(Record):
    """A participant. Without `external_id` and `id` it is a new person (R)."""

    id: PublicId | None = None  # R persons API `id`; B participant_profile.id
    external_id: Annotated[Line, Field(min_length=1, max_length=255)] | None = None  # R
    name: Line = ""  # R name; B first_name and last_name
    email: Annotated[str, Field(max_length=320), AfterValidator(_storable)] = ""  # B
    profile: JsonObject = Field(default_factory=dict)  # B: the rest of participant_profile
    org_context: JsonObject | None = None  # R: merged shallowly into what is known; null: untouched
    first_seen_at: Time | None = None  # R persons API; both widen what is known
    last_seen_at: Time | None = None  # R persons API


class FrameRecord(Record):
    """A capture of a shared screen that comes whole. `file`: where its picture is, by name."""

    conversation: PublicId
    file: Annotated[Line, Field(min_length=1)]
    captured_at: Time
    segment: Annotated[Line, Field(max_length=200)] = ""
    id: PublicId | None = None


class GoalRecord(Record):
    """What the agent wants to learn."""

    id: Key
    description: Text = ""
    type: Literal["", "category", "number", "boolean", "date", "text", "list", "object"] = ""
    allowed_values: list[Json] = Field(default_factory=list)
    critical: bool = False


class CriterionDefinition(Record):
    id: Key
    description: Text = ""


class TemplateRecord(Record):
    """A template as it stands now; a changed one becomes the next version."""

    id: PublicId
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    description: Text = ""
    instructions: Text = ""
    goals: list[GoalRecord] = Field(default_factory=list)
    criteria: list[CriterionDefinition] = Field(default_factory=list)
    phases: list[Json] = Field(default_factory=list)
    outputs: list[Json] = Field(default_factory=list)
    screen_share: bool = False
    max_duration_seconds: Seconds | None = None  # seconds; null: no limit


class TurnRecord(Record):
    """One utterance; the list's order is the order of speaking."""

    id: PublicId | None = None  # B message id
    role: Literal["user", "assistant", "system"]  # W says "agent" for assistant
    text: Text
    at: Time | None = None  # R timestamp; W ts; B created_at
    modality: Literal["", "voice", "text"] = ""  # B


class ToolCallRecord(Record):
    name: Key
    args: JsonObject = Field(default_factory=dict)
    result: Json = None
    error: Text = ""
    at: Time | None = None  # W ts
    duration_ms: Seconds | None = None  # milliseconds; L


class Evidence(Record):
    """A span of a turn in characters (Python's, end exclusive), or a frame."""

    turn: Position | None = None  # position in the transcript, from 1
    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=0)] | None = None
    frame: PublicId | None = None


class DecidedRecord(Record):
    """What people elsewhere had decided about a finding. `value`: of a corrected one, theirs."""

    kind: Literal["accepted", "corrected", "rejected"]
    value: Json = None


class FindingRecord(Record):
    """A goal's committed value. `evidence` null: not given, so intake looks for it."""

    goal: Key  # R findings' key; W extracted_data's key
    value: Json
    evidence: list[Evidence] | None = None  # L
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None  # L
    committed_at: Time | None = None  # L
    decided: DecidedRecord | None = None  # our own records


class CriterionRecord(Record):
    criterion: Key  # W criteria_results' key
    passed: bool | None = None  # W
    reasoning: Text = ""  # W
    evaluated_at: Time | None = None  # L


class UsageItem(Record):
    """What one component used: `quantity` in `unit`, priced at `cost` in `currency`."""

    component: Annotated[Key, Field(max_length=60)]
    quantity: Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=6)]
    unit: Annotated[str, Field(min_length=1, max_length=20), AfterValidator(_storable)]
    cost: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=6)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    at: Time | None = None


class EventRecord(Record):
    """A session event as the runtime sent it (L)."""

    id: PublicId
    type: Annotated[Key, Field(max_length=60)]
    at: Time
    data: JsonObject = Field(default_factory=dict)


GoalState = Literal["not_asked", "asked", "in_progress", "declined", "failed"]


class ConversationRecord(Record):
    """One conversation with everything in it."""

    id: PublicId  # R iv_…; W conv_…; B uuid: unique within the organisation
    session_id: PublicId | None = None  # R
    template_id: PublicId | None = None  # R; W widget_id; B agent_id
    template_version: Position | None = None  # null: the newest
    source: Annotated[str, Field(pattern=r"^[a-z]{1,20}$")]  # roxels, widget, backend, live, demo
    is_test: bool = False
    status: Literal["created", "joined", "completed", "failed", "abandoned"]
    outcome: Annotated[Line, Field(max_length=60)] = ""  # as the source words it
    end_reason: Annotated[Line, Field(max_length=200)] = ""  # L: agent, user, error, timeout
    archived: bool = False  # B status "archived"
    created_at: Time | None = None  # null: started_at, else the time of import
    started_at: Time | None = None
    ended_at: Time | None = None
    duration_seconds: Seconds | None = None  # whole seconds
    persons: list[PersonRecord] = Field(default_factory=list, max_length=100)
    context: JsonObject = Field(default_factory=dict)  # R; B session_properties
    summary: Text = ""
    transcript: list[TurnRecord] = Field(default_factory=list, max_length=20_000)
    tool_calls: list[ToolCallRecord] = Field(default_factory=list, max_length=MOST_TOOL_CALLS)
    findings: list[FindingRecord] = Field(default_factory=list, max_length=2_000)
    goal_states: dict[Key, GoalState] = Field(default_factory=dict)  # goals without a finding
    criteria: list[CriterionRecord] = Field(default_factory=list, max_length=MOST_CRITERIA)
    usage: list[UsageItem] = Field(default_factory=list, max_length=MOST_USAGE)
    events: list[EventRecord] = Field(default_factory=list, max_length=MOST_EVENTS)
    source_fields: JsonObject = Field(default_factory=dict)  # what we have no column for; outputs
    tells_decisions: bool = False  # our own records: a finding without one has none
