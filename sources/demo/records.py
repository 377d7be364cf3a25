"""One planned conversation as a canonical record: played, judged, priced, and dated."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from intake.records import ConversationRecord, CriterionRecord
from sources.demo.cast import Cast, cast_for
from sources.demo.costs import usage_of
from sources.demo.draws import number, pick
from sources.demo.english import ENGLISH, ENGLISH_WRITTEN
from sources.demo.ids import demo_id
from sources.demo.oddities import ANYWHERE, AT_WORK
from sources.demo.outputs import outputs_of
from sources.demo.plan import Company, Kind, Part
from sources.demo.play import Direction, Ending, play, summary_of
from sources.demo.stage import Dialogue

_ENDINGS: dict[Kind, Ending] = {"abandoned": "abandoned", "failed": "failed", "live": "live"}
_STATUS: dict[Kind, Literal["created", "joined", "completed", "failed", "abandoned"]] = {
    "abandoned": "abandoned",
    "failed": "failed",
    "live": "joined",
    "silent": "joined",
    "created": "created",
}
_SECONDS_AGO = 8  # when the last word of a live conversation was said
_LONG_ROUNDS = 155
_SEEN_DAYS = 10  # so old at most are findings that point at a capture: those are drawn
_INVITED_BEFORE = (20, 95, 1800, 7200, 90_000)  # seconds between invitation and joining


@dataclass(frozen=True, slots=True)
class Making:
    """What the steps of making one record share. `today` is when the demo's half year ends."""

    company: Company
    part: Part
    seed: int
    today: datetime
    cast: Cast
    started_at: datetime
    version: int

    def rng(self, what: str) -> Random:
        return Random(f"{self.seed}/{self.company.slug}/{self.part.number}/{what}")

    @property
    def key(self) -> str:
        return f"{self.seed}/{self.company.slug}/{self.part.number}"


def conversation(company: Company, part: Part, seed: int, today: datetime) -> ConversationRecord:
    """Return the record of one part; the same for the same seed and `today`."""
    rng = Random(f"{seed}/{company.slug}/{part.number}/cast")
    cast = cast_for(company, part, rng)
    version = part.script.family.version_at(int(part.days_ago))
    start = _start(part, today, rng)
    making = Making(company, part, seed, today, cast, start, version)
    if part.kind in ("created", "silent", "empty"):
        return _unspoken(making)
    dialogue = _played(making, start)
    if part.kind == "live":
        length = dialogue.turns[-1].at - start  # type: ignore[operator]
        dialogue = _played(making, today - timedelta(seconds=_SECONDS_AGO) - length)
    return _spoken(making, dialogue)


def _start(part: Part, today: datetime, rng: Random) -> datetime:
    day = today - timedelta(days=part.days_ago)
    start = day.replace(hour=rng.randint(6, 19), minute=rng.randrange(60), second=rng.randrange(60))
    # Late enough to be over by `today`; the long ones take hours.
    latest = today - timedelta(hours=4 if part.kind == "long" else 1, minutes=rng.randrange(240))
    return min(start, latest).replace(microsecond=0)


def _played(making: Making, start: datetime) -> Dialogue:
    rng, part = making.rng("play"), making.part
    written = rng.random() < 0.25 and part.kind != "live" and part.script.book is ENGLISH
    script = replace(part.script, book=ENGLISH_WRITTEN) if written else part.script
    dialogue = Dialogue(making.key, rng, start, "text" if written else "voice")
    dialogue.draw(
        {
            "first": pick(making.cast.first),
            "second": pick(making.cast.second),
            "minutes": number(10, 40, 5),
            "hour": pick("two", "half past", "three sharp", "noon", "a quarter to"),
        }
    )
    play(script, dialogue, _direction(making, rng))
    return dialogue


def _direction(making: Making, rng: Random) -> Direction:
    part, english = making.part, making.part.script.book.language == "en"
    odd = english and part.number % 9 == 2 and part.kind != "live"
    shares = english and making.version >= part.script.family.screen_share_since
    oddities = AT_WORK if making.company.slug == "northwind" else ANYWHERE
    return Direction(
        version=making.version,
        ending=_ENDINGS.get(part.kind, "completed"),
        topics=rng.randint(1, 4),
        odd=oddities[part.number // 9 % len(oddities)] if odd else (),
        joined=making.cast.joined,
        screen=shares,
        seen=demo_id("frm", f"{making.key}/seen") if shares and part.days_ago < _SEEN_DAYS else "",
        rounds=_LONG_ROUNDS if part.kind == "long" else rng.randint(4, 14),
    )


def _common(making: Making) -> dict[str, Any]:
    part, rng = making.part, making.rng("common")
    return {
        "id": demo_id("iv", making.key),
        "session_id": demo_id("sess", making.key),
        "template_id": part.script.family.template_id,
        "template_version": making.version,
        "source": "demo",
        "is_test": part.kind == "test",
        "status": _STATUS.get(part.kind, "completed"),
        "archived": part.kind == "completed" and part.number % 29 == 3,
        "persons": list(making.cast.persons),
        "context": rng.choice(part.script.contexts),
    }


def _unspoken(making: Making) -> ConversationRecord:
    """A conversation nobody joined, or in which nobody said anything."""
    kind, start = making.part.kind, making.started_at
    times: dict[str, Any] = {"created_at": start - timedelta(minutes=7)}
    dialogue = Dialogue(making.key, making.rng("play"), start, "voice")
    if kind != "created":
        times["started_at"] = start
        for state in ("loading", "ready", "connected"):
            dialogue.event("session.status", {"status": state})
            dialogue.wait(0.5, 2.5)
    if kind == "empty":
        times |= {"ended_at": start + timedelta(seconds=34), "duration_seconds": 34}
        times |= {"outcome": "no_speech", "end_reason": "timeout"}
    return ConversationRecord(**_common(making), **times, events=dialogue.events)


def _spoken(making: Making, dialogue: Dialogue) -> ConversationRecord:
    part, rng = making.part, making.rng("facts")
    live = part.kind == "live"
    start, end = dialogue.started_at, dialogue.moment.replace(microsecond=0) + timedelta(seconds=1)
    seconds = round((end - start).total_seconds())
    ended: dict[str, Any] = {}
    if not live:
        ended = {
            "ended_at": end,
            "duration_seconds": seconds,
            "summary": summary_of(part.script, dialogue, _ENDINGS.get(part.kind, "completed")),
            "usage": usage_of(dialogue, seconds, end),
            "criteria": _judged(making, dialogue, end),
            "outcome": _outcome(making, dialogue),
            "end_reason": _end_reason(part.kind, rng),
            "source_fields": {
                "outputs": outputs_of(part.script.family, dialogue, rng, part.days_ago < 4)
            },
        }
    return ConversationRecord(
        **_common(making),
        **ended,
        created_at=start - timedelta(seconds=20 if live else rng.choice(_INVITED_BEFORE)),
        started_at=start,
        transcript=dialogue.turns,
        tool_calls=dialogue.tool_calls,
        findings=dialogue.findings,
        goal_states=dialogue.goal_states,
        events=dialogue.events,
    )


def _judged(making: Making, dialogue: Dialogue, at: datetime) -> list[CriterionRecord]:
    rng = making.rng("criteria")
    results = []
    for criterion in making.part.script.family.criteria:
        passed = rng.choices([True, False, None], [80, 15, 5])[0]
        if len(dialogue.turns) < 8:
            passed = None
        reasons = criterion.met if passed else criterion.unmet
        reasoning = "Too little was said to tell." if passed is None else rng.choice(reasons)
        results.append(
            CriterionRecord(
                criterion=criterion.id,
                passed=passed,
                reasoning=reasoning,
                evaluated_at=at + timedelta(seconds=3),
            )
        )
    return results


def _outcome(making: Making, dialogue: Dialogue) -> str:
    if making.part.kind in ("abandoned", "failed"):
        return "dropped" if making.part.kind == "abandoned" else "error"
    goals = {goal.id for goal in making.part.script.family.goals_of(making.version)}
    return "goals_met" if goals <= {finding.goal for finding in dialogue.findings} else "partial"


def _end_reason(kind: Kind, rng: Random) -> str:
    if kind == "failed":
        return "error"
    return rng.choice(["user", "timeout"]) if kind == "abandoned" else "agent"
