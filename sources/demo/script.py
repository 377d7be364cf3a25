"""What a family of demo conversations is written in: goals, topics, answers, phrases.

Texts are templates, see `grammar`: `[this|that]` is a choice, `{name}` a slot, and `‹…›` marks
the words that carry a finding.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from intake.records import CriterionDefinition, GoalRecord, TemplateRecord


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a slot: its JSON value, and the words that say it."""

    value: Any
    words: str


Draw = Callable[[Random, date], Filled]
Slots = Mapping[str, Draw]

QUOTE = "‹›"  # as an answer's value: the marked words themselves


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal, and the template versions (from 1, inclusive) that have it."""

    id: str
    type: Any
    description: str
    allowed: tuple[str, ...] = ()
    critical: bool = False
    since: int = 1
    until: int = 99

    def record(self) -> GoalRecord:
        return GoalRecord(
            id=self.id,
            type=self.type,
            description=self.description,
            allowed_values=list(self.allowed),
            critical=self.critical,
        )


@dataclass(frozen=True, slots=True)
class Criterion:
    """An acceptance criterion and the reasons a judge would give either way."""

    id: str
    description: str
    met: tuple[str, ...]
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A template. `began`: for each version, how many days before today it went live."""

    template_id: str
    name: str
    description: str
    instructions: tuple[str, ...]
    goals: tuple[Goal, ...]
    criteria: tuple[Criterion, ...]
    began: tuple[int, ...]
    hook: str
    callback: str = ""
    chained: str = ""
    screen_share_since: int = 99
    minutes: int | None = 30

    def version_at(self, days_ago: int) -> int:
        """Return the number of the version that was live that many days before today."""
        return max(sum(1 for day in self.began if day >= days_ago), 1)

    def goals_of(self, version: int) -> list[Goal]:
        return [goal for goal in self.goals if goal.since <= version <= goal.until]

    def record(self, version: int) -> TemplateRecord:
        """Return the template as it stood in that version."""
        goals = self.goals_of(version)
        return TemplateRecord(
            id=self.template_id,
            name=self.name,
            description=self.description,
            instructions=self.instructions[min(version, len(self.instructions)) - 1],
            goals=[goal.record() for goal in goals],
            criteria=[
                CriterionDefinition(id=c.id, description=c.description) for c in self.criteria
            ],
            phases=[{"id": "opening", "goals": []}, {"id": "talk", "goals": [g.id for g in goals]}],
            outputs=self._outputs(),
            screen_share=version >= self.screen_share_since,
            max_duration_seconds=None if self.minutes is None else self.minutes * 60,
        )

    def _outputs(self) -> list[dict[str, str]]:
        outputs = [{"type": "webhook", "url": self.hook, "on": "end"}]
        if self.callback:
            outputs.append({"type": "callback", "name": self.callback, "on": "goal"})
        if self.chained:
            outputs.append({"type": "chained", "url": self.chained, "on": "goal"})
        return outputs


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a person may answer: what it means, how a summary puts it, ways to say it.

    `then`: what the agent may ask further, with the person's reply.
    """

    value: Any
    gist: str
    texts: tuple[str, ...]
    then: tuple[tuple[str, str], ...] = ()


def answer(value: Any, gist: str, *texts: str, then: tuple[tuple[str, str], ...] = ()) -> Answer:
    return Answer(value, gist, texts, then)


@dataclass(frozen=True, slots=True)
class Tool:
    """A call the agent makes once it has the answer; values are JSON with slots in them."""

    name: str
    args: Any
    result: Any
    line: str = ""  # what the agent says with the result in hand
    reply: str = ""
    error: str = ""
    error_line: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A stretch of talk about one goal; `tells` are sentences of the summary, with `{gist}`."""

    goal: str
    asks: tuple[str, ...]
    answers: tuple[Answer, ...]
    tells: tuple[str, ...]
    slots: Slots = field(default_factory=dict)
    tool: Tool | None = None


Lines = tuple[str, ...]  # each begins with "a: " (agent), "u: " (person) or "s: " (system)


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What is said in one language whatever the subject."""

    language: str
    greetings: tuple[str, ...]
    hellos: tuple[str, ...]
    acks: tuple[str, ...]
    declines: tuple[str, ...]
    declined: tuple[str, ...]
    dodges: tuple[str, ...]
    mumbles: tuple[str, ...]
    repeats: tuple[str, ...]
    wraps: tuple[str, ...]
    byes: tuple[str, ...]
    ends: tuple[str, ...]
    asides: tuple[Lines, ...]
    broke_off: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A family's talk in one language; `leads` begin its summaries."""

    family: Family
    book: Phrasebook
    openings: tuple[str, ...]
    topics: tuple[Topic, ...]
    leads: tuple[str, ...]
    agent: str
    asides: tuple[Lines, ...] = ()
    slots: Slots = field(default_factory=dict)
    contexts: tuple[dict[str, Any], ...] = ({},)
    loose: bool = False  # topics may come in another order
    rounds: Callable[[Any, int], None] | None = None  # plays so many rounds before the topics
