"""What the Roxels API is asked of deliveries and endpoints."""

from typing import Annotated, Literal

from pydantic import Field

from api.gate.lists import Paging
from api.gate.parameters import Moment, Word
from api.interviews.asked import DeliveryState, Given
from intake.records import Line


class DeliveriesAsked(Paging):
    """The filters of the list of deliveries."""

    state: Annotated[DeliveryState | None, Field(description="In this state.")] = None
    endpoint_id: Annotated[Word | None, Field(description="To this endpoint.")] = None
    event: Annotated[
        Word | None, Field(description="Set off by this: `conversation.ended`, for example.")
    ] = None
    template_id: Annotated[Word | None, Field(description="Of this template.")] = None
    interview_id: Annotated[Word | None, Field(description="Of this conversation.")] = None
    since: Annotated[Moment | None, Field(description="Made after this time.")] = None


class RecoverGiven(Given):
    since: Moment


Url = Annotated[
    str,
    Field(
        max_length=2000,
        pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(/[!-~]*)?$",
        examples=["https://hooks.example.com/roxels"],
    ),
]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")]
_ONLY_SUCH = {"additionalProperties": False}  # names, which pydantic's document leaves out
HeaderValue = Annotated[str, Field(pattern=r"^[ -~]*$", max_length=4000)]


Dialect = Literal["roxels", "widget"]


class EndpointGiven(Given):
    """Where deliveries go. `headers` are sent with each, and never shown."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    url: Url
    headers: Annotated[
        dict[HeaderName, HeaderValue], Field(max_length=30, json_schema_extra=_ONLY_SUCH)
    ] = {}
    dialect: Annotated[Dialect, Field(description="In whose words it is told.")] = "roxels"


class EndpointChange(Given):
    """What is left out stays as it is."""

    name: Annotated[Line, Field(min_length=1, max_length=200)] | None = None
    url: Url | None = None
    headers: Annotated[
        Annotated[
            dict[HeaderName, HeaderValue | None],
            Field(max_length=30, json_schema_extra=_ONLY_SUCH),
        ]
        | None,
        Field(description="Those to set; null removes one, all others stay."),
    ] = None
    dialect: Annotated[Dialect | None, Field(description="In whose words it is told.")] = None
    state: Annotated[
        Literal["active", "paused", "disabled"] | None,
        Field(description="What is not active holds its deliveries until it is."),
    ] = None
