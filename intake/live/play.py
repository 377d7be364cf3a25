"""Events happen to a session, one after another, in memory; `writing` then stores what came of it.

Whatever cannot happen raises before anything is written, naming the event.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conversations.models import SessionStatus, Status
from frames.queries.frames import known_ids
from intake.gist import summary_gist, words_gist
from intake.live import events as types
from intake.live.errors import Conflict
from intake.live.learnt import NO_FRAME, Learnt
from intake.live.moves import TAKEN_AFTER_THE_END, is_allowed
from intake.live.said import Said, Turns
from intake.live.session import Session
from intake.results import Refusal
from outputs.domain import Moment

MOST_TURNS = 20_000  # in one conversation


@dataclass(slots=True)
class Play:
    """What the events so far made of `session`. `summary`: null where none was given.

    `ended_before`: whether a `session.ended` was stored already, asked once it matters.
    `words_changed`: of those that search finds. `counts_changed`: what the rollups count.
    `moments`: what may set outputs off. `captured`: ids of frames whose pictures are there.
    """

    session: Session
    turns: Turns
    ended_before: Callable[[], bool]
    learnt: Learnt | None = None
    said_by_event: dict[str, Said] = field(default_factory=dict)
    tool_calls: list[tuple[int, types.ToolCalledEvent]] = field(default_factory=list)
    criteria: dict[str, types.CriterionEvaluatedEvent] = field(default_factory=dict)
    usage: list[types.UsageEvent] = field(default_factory=list)
    summary: str | None = None
    moments: list[Moment] = field(default_factory=list)
    words_changed: bool = False
    counts_changed: bool = False
    captured: set[str] = field(default_factory=set)
    _frames: frozenset[str] | None = None
    _is_worded: bool = False  # by a `session.ended` among these events

    def happen(self, event: types.Event, path: str) -> None:
        """Let `event` happen; raises Conflict and Refusal with fields below `path`."""
        if self.session.is_over and event.type not in TAKEN_AFTER_THE_END:
            raise Conflict(f"{path}.type", f"{event.type} comes too late: the session has ended")
        handler = _HANDLERS.get(event.type)
        if handler is not None:
            handler(self, event, path)

    def settle(self) -> None:
        """Set evidence and gist anew, as an import of the same conversation would."""
        if self.learnt is not None:
            self.learnt.settle()
        session = self.session
        if self.summary is not None:
            session.gist = summary_gist(self.summary)
            session.has_summary = bool(session.gist)
        if session.has_summary:
            return
        if session.status != Status.JOINED:
            session.gist = ""
        elif (words := self.turns.last_words(anew=self.summary is not None)) is not None:
            session.gist = words_gist(words)

    def frames(self) -> frozenset[str]:
        """Return the ids of the session's frames."""
        if self._frames is None:
            self._frames = known_ids(self.session.id)
        return self._frames

    def know(self) -> Learnt:
        if self.learnt is None:
            self.learnt = Learnt.of(self.session)
        return self.learnt

    def move(self, event: types.SessionStatusEvent, path: str) -> None:
        session, after = self.session, event.data.status
        before = session.session_status
        if not is_allowed(before, after):
            begun = f"cannot go from {before}" if before else "cannot begin"
            raise Conflict(f"{path}.data.status", f"a session {begun} to {after.value}")
        if before == after:
            return
        if after == SessionStatus.ENDED:
            self._end(event.at, "", "")
            return
        session.session_status = after.value
        if after == SessionStatus.CONNECTED:
            self._join(event.at)

    def end(self, event: types.SessionEndedEvent, path: str) -> None:
        if self.session.is_over and (self._is_worded or self.ended_before()):
            raise Conflict(f"{path}.type", "the session has ended before")
        self._is_worded = True
        self._end(event.at, event.data.reason, event.data.outcome)

    def say(self, event: types.TurnEvent, path: str) -> None:
        if self.turns.count >= MOST_TURNS:
            raise Conflict(path, f"would be one turn more than {MOST_TURNS:,}")
        if self.session.status == Status.CREATED:
            self._join(event.at)
        self.said_by_event[event.id] = self.turns.say(event.data, event.at)
        self.words_changed = True

    def correct(self, event: types.TurnCorrectedEvent, path: str) -> None:
        turn = self.turns.find(event.data.turn)
        if turn is None:
            raise Refusal(f"{path}.data.turn", "is no turn of this conversation so far")
        before = turn.text
        self.turns.correct(turn, event.data.text, event.at)
        self.know().follow(turn, before, self.turns)
        self.words_changed = True

    def call(self, event: types.ToolCalledEvent, _: str) -> None:
        self.tool_calls.append((self.turns.count, event))

    def progress(self, event: types.GoalProgressEvent, path: str) -> None:
        self.know().note_state(event.data.goal, event.data.state, f"{path}.data")

    def commit(self, event: types.GoalCommittedEvent, path: str) -> None:
        if isinstance(event, types.AnswerEvent):
            is_told = self.know().keep_answer(event.data, event.at, f"{path}.data")
            is_told = is_told and not event.is_quiet
        else:
            self.know().commit(event.data, event.at, self.turns, self.frames, f"{path}.data")
            is_told = True
        self.words_changed = True
        # Goals are counted of ended conversations; before that the end itself is what counts.
        self.counts_changed = self.counts_changed or self.session.is_over
        if is_told:
            self.moments.append(Moment("goal.committed", event.data.goal))

    def judge(self, event: types.CriterionEvaluatedEvent, _: str) -> None:
        self.criteria[event.data.criterion] = event
        self.moments.append(Moment("criteria.evaluated"))

    def call_back(self, event: types.CallbackFiredEvent, _: str) -> None:
        data = event.data
        self.moments.append(Moment("callback.fired", data.goal, data.name, data.payload))

    def capture(self, event: types.FrameCapturedEvent, path: str) -> None:
        if event.data.frame not in self.frames():
            raise Refusal(f"{path}.data.frame", NO_FRAME)
        self.captured.add(event.data.frame)

    def use(self, event: types.UsageEvent, _: str) -> None:
        self.usage.append(event)

    def sum_up(self, event: types.SummaryEvent, _: str) -> None:
        self.summary = event.data.text
        self.words_changed = True
        if self.summary.strip():
            self.moments.append(Moment("conversation.completed"))

    def _join(self, at: datetime) -> None:
        if self.session.status == Status.CREATED:
            self.session.join(at)
            self.counts_changed = True

    def _end(self, at: datetime, reason: str, outcome: str) -> None:
        if not self.session.is_over:
            self.moments.append(Moment("conversation.ended"))
        self.session.end(at, reason, outcome)
        self.counts_changed = True


Handler = Callable[[Play, Any, str], None]

# Types that are not here leave nothing but their event.
_HANDLERS: dict[str, Handler] = {
    "session.status": Play.move,
    "session.ended": Play.end,
    "turn": Play.say,
    "turn.corrected": Play.correct,
    "tool.called": Play.call,
    "goal.progress": Play.progress,
    "goal.committed": Play.commit,
    "criterion.evaluated": Play.judge,
    "callback.fired": Play.call_back,
    "frame.captured": Play.capture,
    "usage": Play.use,
    "summary": Play.sum_up,
}
