"""What the backend API is asked: parameters. One that is not here is refused."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.gate.lists import Whole
from web.ids import UUID_FORM

Status = Literal["pending", "in_progress", "completed", "abandoned", "archived"]

# In a path: one that cannot be an id is the 404 that an unknown one is.
ConversationId = Annotated[
    str,
    Field(
        pattern=f"^{UUID_FORM}$",
        examples=["497f6eca-6276-4993-bfeb-53cbbbba6f08"],
        json_schema_extra={"format": "uuid"},
    ),
]
Cursor = Annotated[str, Field(max_length=200)]


class ConversationsAsked(BaseModel):
    """The filters of the list, and which page of it."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[Status | None, Field(description="In this status.")] = None
    agent_id: Annotated[UUID | None, Field(description="Led by this agent.")] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many a page holds.")] = 20
    after: Annotated[
        Cursor | None, Field(description="`next_cursor` of a page: what follows it.")
    ] = None
    before: Annotated[
        Cursor | None, Field(description="`prev_cursor` of a page: what goes before it.")
    ] = None
    whole: Whole = False
