"""What the Roxels API is asked: bodies and parameters. A field that is not here is refused."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    TypeAdapter,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from api.gate.lists import Paging, PagingOfConversations
from api.gate.parameters import ID_FORM, Moment, Word
from frames.domain import Asked
from intake.domain import MOST_PLACES
from intake.records import (
    CriterionDefinition,
    GoalRecord,
    Json,
    JsonObject,
    Line,
    PersonRecord,
    PublicId,
    Seconds,
    Text,
    whole,
)
from outputs.domain import Output

# In a path: one that cannot be an id is the 404 that an unknown one is.
InterviewId = Annotated[str, Field(pattern=ID_FORM, examples=["iv_xxx"])]
DeliveryId = Annotated[str, Field(pattern=ID_FORM, examples=["msg_xxx"])]
EndpointId = Annotated[str, Field(pattern=ID_FORM, examples=["ep_xxx"])]
SessionId = Annotated[str, Field(pattern=ID_FORM, examples=["sess_yyy"])]
TemplateId = Annotated[str, Field(pattern=ID_FORM, examples=["tpl_a1b2c3"])]
PersonId = Annotated[str, Field(pattern=ID_FORM, examples=["person_xxx"])]
ErasureId = Annotated[str, Field(pattern=ID_FORM, examples=["er_xxx"])]
ExternalId = Annotated[Line, Field(min_length=1, max_length=255)]
Status = Literal["created", "joined", "completed", "failed", "abandoned"]
DeliveryState = Literal["pending", "succeeded", "failed", "cancelled"]
Form = Literal["txt", "md", "json"]
ContentType = Literal["image/png", "image/jpeg", "image/webp"]


class InterviewsAsked(PagingOfConversations):
    """The filters of the list of conversations."""

    template_id: Annotated[Word | None, Field(description="Of this template.")] = None
    status: Annotated[Status | None, Field(description="In this status.")] = None
    since: Annotated[Moment | None, Field(description="Created after this time.")] = None
    external_id: Annotated[
        Word | None, Field(description="With the person of yours who has this external_id.")
    ] = None
    has_frames: Annotated[
        bool | None, Field(description="With captures of a shared screen, or without any.")
    ] = None


class PersonsAsked(Paging):
    external_id: Annotated[Word | None, Field(description="Who has this external_id.")] = None


MOST_OUTPUTS = 100


class _Told:
    """Has the document tell what outputs are, which `check_outputs` then checks in its words."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(TypeAdapter(list[Output]).core_schema), "maxItems": MOST_OUTPUTS}


Outputs = Annotated[list[Json], Field(max_length=MOST_OUTPUTS), _Told()]


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ParticipantGiven(Given):
    """A participant: found by `external_id`, or else somebody new."""

    name: Line | None = None
    external_id: ExternalId | None = None

    def record(self) -> PersonRecord:
        return PersonRecord(name=self.name or "", external_id=self.external_id)


class InterviewGiven(Given):
    template_id: PublicId
    persons: Annotated[list[ParticipantGiven], Field(max_length=100)] | None = None
    context: JsonObject | None = None


class ScheduleGiven(Given):
    """`persons`: one for each conversation, or none at all."""

    count: Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)]
    persons: Annotated[list[ParticipantGiven], Field(max_length=1000)] | None = None
    context: JsonObject | None = None


class FrameGiven(Given):
    """A capture that is about to be uploaded."""

    captured_at: Annotated[Moment, Field(description="When the screen looked like this.")]
    content_type: ContentType
    size: Annotated[
        int, Field(ge=1, le=100_000_000, description="In bytes."), BeforeValidator(whole)
    ]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="In hex, of all bytes.")]
    segment: Annotated[
        Line | None,
        Field(max_length=200, description="The stretch of sharing that it belongs to."),
    ] = None

    def asked(self) -> Asked:
        return Asked(
            captured_at=self.captured_at,
            content_type=self.content_type,
            size=self.size,
            sha256=bytes.fromhex(self.sha256),
            segment=self.segment or "",
        )


class FramesGiven(Given):
    frames: Annotated[list[FrameGiven], Field(min_length=1, max_length=MOST_PLACES)]


class PersonGiven(Given):
    """Who has this `external_id` from now on. What is left out stays as it is known."""

    external_id: ExternalId
    name: Line | None = None
    org_context: Annotated[
        JsonObject | None, Field(description="Merged into what is known, key by key.")
    ] = None

    def record(self) -> PersonRecord:
        return PersonRecord(
            external_id=self.external_id, name=self.name or "", org_context=self.org_context
        )


class Goal(GoalRecord):
    model_config = ConfigDict(extra="forbid", strict=True)


class Criterion(CriterionDefinition):
    model_config = ConfigDict(extra="forbid", strict=True)


class TemplateChange(Given):
    """What becomes the template's next version. What is left out stays as it is."""

    name: Annotated[Line, Field(min_length=1, max_length=200)] = ""
    description: Text = ""
    instructions: Text = ""
    goals: Annotated[list[Goal], Field(max_length=500)] = []
    criteria: Annotated[list[Criterion], Field(max_length=500)] = []
    phases: Annotated[list[Json], Field(max_length=500)] = []
    outputs: Outputs = []
    screen_share: bool = False
    max_duration_seconds: Annotated[
        Seconds | None, BeforeValidator(whole), Field(description="null: no limit.")
    ] = None

    def given(self) -> dict[str, Any]:
        """Return the fields that the caller named."""
        return self.model_dump(exclude_unset=True)


class TemplateGiven(TemplateChange):
    """A new template."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
