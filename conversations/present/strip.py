"""The timeline strip's geometry: who spoke when, pictures, goals and tool calls.

In percent of the width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from conversations.models import TurnRole
from conversations.queries.facts import Facts
from conversations.queries.pictures import Picture
from conversations.queries.together import TurnRow
from web import format as formats

_BARS = 240  # more would be thinner than a pixel and weigh more than the transcript
_GAP = 0.12  # percent left free between two bars
_APART = 2.2  # percent between the marks of two pictures: nearer ones share a mark


@dataclass(frozen=True, slots=True)
class Bar:
    """One speaker's stretch; `x` and `width` in percent, `turn` the position it starts with."""

    x: float
    width: float
    role: str
    turn: int
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A goal committed or a tool called, in percent, and the turn to go to (0: none)."""

    x: float
    turn: int
    label: str


class Shown(NamedTuple):
    """A picture, or several that stand too close: the first one's place and page."""

    x: float
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    bars: list[Bar]
    goals: list[Mark]
    tools: list[Mark]
    frames: list[Shown]
    start: str
    end: str
    told: str


class Scale:
    """Places instants, or turn positions where times are missing, between 0 and 100."""

    def __init__(self, turns: Sequence[TurnRow], origin: datetime, ended: datetime | None) -> None:
        times = [turn.at for turn in turns if turn.at]
        self.is_timed = len(times) == len(turns) and len(times) > 1 and times[0] < times[-1]
        self.count = max(len(turns), 1)
        self.first = turns[0].position if turns else 1
        self.starts = {turn.position: turn.at for turn in turns}
        self.start = min([origin, *times[:1]]) if self.is_timed else origin
        last = max(times[-1:] + ([ended] if ended else []), default=origin)
        self.span = max(last - self.start, timedelta(seconds=1))

    def after(self, position: int) -> float:
        """Where the turn at `position` ends: where the next one begins."""
        following = position + 1
        if following not in self.starts and self.is_timed:
            return 100
        return self.of(self.starts.get(following), following)

    def of(self, at: datetime | None, position: int) -> float:
        if self.is_timed and at:
            return min(max((at - self.start) / self.span * 100, 0), 100)
        return min(max((position - self.first) / self.count * 100, 0), 100)


def strip(
    facts: Facts, goals: Sequence[tuple[str, int, datetime | None]], base: str
) -> Strip | None:
    """Return the strip of this part's turns, None without any.

    `goals`: (name, turn settled in, time). `base`: the address that pictures' pages begin with.
    """
    turns = facts.known.turns
    if not turns:
        return None
    origin = facts.conversation.origin
    scale = Scale(turns, origin, facts.conversation.ended_at)
    shown = {turn.position for turn in turns}
    marks = [
        Mark(
            scale.of(at, turn) if at else scale.after(turn), turn, f"{name} committed, turn {turn}"
        )
        for name, turn, at in goals
        if turn in shown
    ]
    tools = [
        Mark(
            scale.of(call.at, call.after_turn) if call.at else scale.after(call.after_turn),
            call.after_turn,
            f"Tool call {call.name}",
        )
        for call in facts.known.tool_calls
        if call.after_turn in shown
    ]
    end = formats.offset(scale.start + scale.span, origin) if scale.is_timed else ""
    start = formats.offset(scale.start, origin) if scale.is_timed else ""
    frames = _shown(facts.pictures, scale, origin, base)
    told = _told(turns, marks, tools, len(facts.pictures), scale)
    return Strip(_bars(turns, scale), marks, tools, frames, start, end, told)


def _shown(pictures: Sequence[Picture], scale: Scale, origin: datetime, base: str) -> list[Shown]:
    """Return the marks of pictures within the strip; those that look the same have none."""
    marks: list[Shown] = []
    if not scale.is_timed:
        return marks
    last = -_APART
    for picture in pictures:
        x = (picture.at - scale.start) / scale.span * 100
        if picture.is_alike or not 0 <= x <= 100 or x - last < _APART:
            continue
        last = x
        label = f"Frame at {formats.offset(picture.at, origin)}"
        marks.append(Shown(round(x, 2), f"{base}{picture.number}/", label))
    return marks


def _bars(turns: Sequence[TurnRow], scale: Scale) -> list[Bar]:
    starts = [scale.of(turn.at, turn.position) for turn in turns]
    ends = [*starts[1:], 100.0]
    bars: list[Bar] = []
    for turn, start, end in zip(turns, starts, ends, strict=True):
        joins = len(turns) > _BARS and bars and bars[-1].x + 100 / _BARS > start
        if joins or (bars and bars[-1].role == turn.role and len(turns) > _BARS):
            last = bars.pop()
            width = max(end - last.x - _GAP, last.width)
            bars.append(Bar(last.x, round(width, 2), last.role, last.turn, last.label))
            continue
        label = f"Turn {turn.position}, {TurnRole(turn.role).label.lower()}"
        width = max(end - start - _GAP, 0.15)
        bars.append(Bar(round(start, 2), round(width, 2), turn.role, turn.position, label))
    return bars


def _told(
    turns: Sequence[TurnRow], goals: list[Mark], tools: list[Mark], frames: int, scale: Scale
) -> str:
    said = sum(turn.role == TurnRole.USER for turn in turns)
    parts = [f"{formats.plural(len(turns), 'turn')}, {said} by the person"]
    if scale.is_timed:
        parts.append(f"over {formats.spoken_duration(scale.span.total_seconds())}")
    if goals:
        parts.append(f"{formats.plural(len(goals), 'goal')} committed")
    if tools:
        parts.append(formats.plural(len(tools), "tool call"))
    if frames:
        parts.append(formats.plural(frames, "frame"))
    return f"Timeline: {', '.join(parts)}."
