"""The events of a live session, type by type. These texts stand in the API's documents."""

from typing import Annotated, Any, Literal

from pydantic import Field

from intake.live import data as carries
from intake.live.data import Instant
from intake.records import PublicId, Record

MOST_EVENTS = 500  # in one request


class Event(Record):
    """`id` is the sender's own: the same id again is the same event. `at`: when it happened."""

    id: PublicId
    type: str
    at: Instant
    data: Any


class SessionStatusEvent(Event):
    """The session got to another state."""

    type: Literal["session.status"]
    data: carries.SessionStatusData


class TurnEvent(Event):
    """Something was said."""

    type: Literal["turn"]
    data: carries.TurnData


class TurnCorrectedEvent(Event):
    """Something was said otherwise than first told."""

    type: Literal["turn.corrected"]
    data: carries.TurnCorrectedData


class ToolCalledEvent(Event):
    """The agent called a tool."""

    type: Literal["tool.called"]
    data: carries.ToolCalledData


class GoalProgressEvent(Event):
    """A goal is pursued, or was given up."""

    type: Literal["goal.progress"]
    data: carries.GoalProgressData


class GoalCommittedEvent(Event):
    """A goal is met: its finding."""

    type: Literal["goal.committed"]
    data: carries.GoalCommittedData


class AnswerEvent(GoalCommittedEvent):
    """What an API answered that an output called; made here, and never sent in.

    `is_quiet`: no outputs are to fire for it.
    """

    is_quiet: bool = Field(default=False, exclude=True)


class GoalTransitionEvent(Event):
    """The agent went on from one goal to another."""

    type: Literal["goal.transition"]
    data: carries.GoalTransitionData = Field(default_factory=carries.GoalTransitionData)


class AdvisorConcernEvent(Event):
    """An advisor noticed something."""

    type: Literal["advisor.concern"]
    data: carries.AdvisorConcernData


class ScreenShareEvent(Event):
    """The person began or ended sharing their screen."""

    type: Literal["screen_share.started", "screen_share.stopped"]
    data: carries.ScreenShareData = Field(default_factory=carries.ScreenShareData)


class FrameCapturedEvent(Event):
    """A capture of the shared screen was uploaded."""

    type: Literal["frame.captured"]
    data: carries.FrameCapturedData


class CriterionEvaluatedEvent(Event):
    """The conversation was judged by a criterion. A second judgement replaces the first."""

    type: Literal["criterion.evaluated"]
    data: carries.CriterionEvaluatedData


class CallbackFiredEvent(Event):
    """A frontend callback was called."""

    type: Literal["callback.fired"]
    data: carries.CallbackFiredData


class UsageEvent(Event):
    """A component was used."""

    type: Literal["usage"]
    data: carries.UsageData


class SummaryEvent(Event):
    """The conversation, summed up."""

    type: Literal["summary"]
    data: carries.SummaryData


class SessionEndedEvent(Event):
    """The session is over."""

    type: Literal["session.ended"]
    data: carries.SessionEndedData


LiveEvent = Annotated[
    SessionStatusEvent
    | TurnEvent
    | TurnCorrectedEvent
    | ToolCalledEvent
    | GoalProgressEvent
    | GoalCommittedEvent
    | GoalTransitionEvent
    | AdvisorConcernEvent
    | ScreenShareEvent
    | FrameCapturedEvent
    | CriterionEvaluatedEvent
    | CallbackFiredEvent
    | UsageEvent
    | SummaryEvent
    | SessionEndedEvent,
    Field(discriminator="type"),
]


class Batch(Record):
    """What one request brings, in order of happening."""

    events: Annotated[list[LiveEvent], Field(max_length=MOST_EVENTS)]
