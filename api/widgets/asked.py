"""What the widget API is asked: parameters. One that is not here is refused."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from api.gate.lists import PagingOfConversations
from api.gate.parameters import ID_FORM, MomentOrDay, Word

# In a path: one that cannot be an id is the 404 that an unknown one is.
ConversationId = Annotated[str, Field(pattern=ID_FORM, examples=["conv_xyz789"])]
Outcome = Literal["completed", "abandoned", "error"]
Wait = Annotated[
    bool,
    BeforeValidator(lambda given: True if given == "" else given),
    Field(description="Answer once it is done, if that is within ten seconds."),
]
Form = Literal["txt", "md", "json"]


class ConversationsAsked(PagingOfConversations):
    """The filters of the list of conversations."""

    widget_id: Annotated[Word | None, Field(description="Of this widget.")] = None
    since: Annotated[
        MomentOrDay | None, Field(description="Begun at this time or later; a day is its start.")
    ] = None
    until: Annotated[MomentOrDay | None, Field(description="Begun before this time.")] = None
    outcome: Annotated[Outcome | None, Field(description="That ended so.")] = None
