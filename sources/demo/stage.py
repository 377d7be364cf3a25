"""A dialogue while it is being played: its clock, its turns, and what was learnt on the way."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from intake.records import (
    EventRecord,
    Evidence,
    FindingRecord,
    GoalState,
    ToolCallRecord,
    TurnRecord,
)
from sources.demo.grammar import Said, resolve, say
from sources.demo.ids import demo_id
from sources.demo.script import QUOTE, Draw, Filled, Tool

_GIVEN = 0.6  # of the findings come with evidence; intake looks for the others'


class Dialogue:
    """Turns, tool calls, findings, goal states and events, in the order they happen.

    `moment` is the end of what happened last; speech runs at about 15 characters a second.
    """

    def __init__(
        self, key: str, rng: Random, started_at: datetime, modality: Literal["voice", "text"]
    ) -> None:
        self.key = key
        self.rng = rng
        self.started_at = self.moment = started_at
        self.modality = modality
        self.slots: dict[str, Filled] = {}
        self.turns: list[TurnRecord] = []
        self.tool_calls: list[ToolCallRecord] = []
        self.findings: list[FindingRecord] = []
        self.goal_states: dict[str, GoalState] = {}
        self.events: list[EventRecord] = []
        self.told: list[str] = []
        self.seen = ""  # a capture that the next finding points at

    def draw(self, slots: dict[str, Draw]) -> None:
        """Fill slots once; what is filled stays, so that later lines agree with earlier ones."""
        for name, fill in slots.items():
            if name not in self.slots:
                self.slots[name] = fill(self.rng, self.started_at.date())

    def wait(self, low: float, high: float) -> None:
        seconds = round(self.rng.uniform(low, high), 1)
        self.moment += timedelta(seconds=seconds)

    def wording(self, template: str) -> Said:
        return say(template, self.rng, self.slots)

    def agent(self, *templates: str) -> None:
        self._turn("assistant", " ".join(self.wording(t).text for t in templates if t))

    def person(self, template: str) -> Said:
        said = self.wording(template)
        self._turn("user", said.text)
        return said

    def verbatim(self, role: Literal["user", "assistant", "system"], text: str) -> None:
        """Add a turn as it stands: brackets and braces in it are the person's own."""
        self._turn(role, text)

    def _turn(self, role: Literal["user", "assistant", "system"], text: str) -> None:
        self.wait(*((0.4, 2.4) if self.modality == "voice" else (3.0, 28.0)))
        self.turns.append(
            TurnRecord(
                id=demo_id("turn", f"{self.key}/{len(self.turns) + 1}"),
                role=role,
                text=text,
                at=self.moment,
                modality="" if role == "system" else self.modality,
            )
        )
        if self.modality == "voice":
            self.moment += timedelta(milliseconds=round(len(text) / 15 * 10) * 100)

    def span_here(self, said: Said) -> list[Evidence]:
        """Return the marked words of the turn just said, as evidence."""
        return [Evidence(turn=len(self.turns), start=a, end=b) for a, b in said.spans]

    def find(self, goal: str, value: Any, said: Said, earlier: list[Evidence]) -> None:
        """Commit a finding on the turn just said."""
        if value == QUOTE:
            start, end = said.spans[0]
            value = said.text[start:end]
        self.wait(0.2, 0.9)
        given = self.rng.random() < _GIVEN or bool(self.seen)
        seen = [Evidence(frame=self.seen)] if self.seen else []
        self.seen = ""
        self.findings.append(
            FindingRecord(
                goal=goal,
                value=resolve(value, self.slots),
                evidence=[*earlier, *self.span_here(said), *seen] if given else None,
                confidence=round(self.rng.uniform(0.71, 0.99), 2) if given else None,
                committed_at=self.moment,
            )
        )
        self.event("goal.transition", {"goal": goal, "from": "in_progress", "to": "committed"})

    def call(self, tool: Tool) -> bool:
        """Call a tool; return whether it answered."""
        failed = bool(tool.error) and self.rng.random() < 0.15
        self.wait(0.1, 0.4)
        took = self.rng.randint(90, 900) if not failed else 8000
        self.tool_calls.append(
            ToolCallRecord(
                name=tool.name,
                args=resolve(tool.args, self.slots),
                result=None if failed else resolve(tool.result, self.slots),
                error=tool.error if failed else "",
                at=self.moment,
                duration_ms=took,
            )
        )
        self.moment += timedelta(milliseconds=took)
        return not failed

    def event(self, type_: str, data: dict[str, Any]) -> None:
        self.events.append(
            EventRecord(
                id=demo_id("evt", f"{self.key}/{len(self.events) + 1}"),
                type=type_,
                at=self.moment,
                data=data,
            )
        )
