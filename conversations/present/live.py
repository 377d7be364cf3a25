"""What a page that follows a conversation has, and what it lacks."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from conversations.filters import ConversationFilters
from conversations.models import LIVE, Conversation, SessionStatus, Status
from conversations.present import transcript
from conversations.present.following import is_followed, is_over
from conversations.present.pictures import Group
from conversations.present.placing import names_in, placed_of, shown_of
from conversations.present.transcript import Commit, Entry
from conversations.queries.facts import Facts
from conversations.queries.together import TurnRow
from web import highlight


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader's page holds; it says so itself with every poll.

    `turn`: position of its last one. `tools`: how many tool calls the conversation had. `goals`:
    the turns behind which goals stand. `frames`: those behind which pictures do, each with a token
    of what is shown. `corrected`: a digest of the turns that were corrected.
    """

    revision: int = 0
    part: int = 1
    turn: int = 0
    tools: int = 0
    goals: tuple[int, ...] = ()
    frames: Mapping[int, int] = field(default_factory=dict)
    corrected: str = ""

    @classmethod
    def told(cls, query: QueryDict) -> "Seen":
        """Return what the address says; what it says badly counts as nothing."""
        goals = (_number(text) for text in query.get("goals", "").split(".")[:_MOST_GOALS])
        return cls(
            revision=_number(query.get("revision", "")),
            part=max(_number(query.get("part", "")), 1),
            turn=_number(query.get("turn", "")),
            tools=_number(query.get("tools", "")),
            goals=tuple(goal for goal in goals if goal),
            frames=_pairs(query.get("frames", "")),
            corrected=query.get("corrected", ""),
        )

    @classmethod
    def of(cls, facts: Facts, placed: Sequence[Commit], shown: Mapping[int, Group]) -> "Seen":
        """Return what a page has that shows all of these facts."""
        known = facts.known
        here = {turn.position for turn in known.turns}
        return cls(
            revision=facts.conversation.revision,
            part=facts.part,
            turn=known.turns[-1].position if known.turns else 0,
            tools=len(known.tool_calls),
            goals=tuple(sorted({commit.turn for commit in placed} & here)),
            frames={position: group.token for position, group in shown.items()},
            corrected=_digest(known.turns),
        )

    def href(self, conversation: Conversation, filters: ConversationFilters) -> str:
        """Return the address that answers with what came since."""
        path = reverse(
            "conversation_live", args=[conversation.organization.slug, conversation.public_id]
        )
        told: dict[str, Any] = {
            "revision": self.revision,
            "part": self.part,
            "turn": self.turn,
            "tools": self.tools,
            "goals": ".".join(map(str, self.goals)),
            "frames": ".".join(f"{turn}-{token}" for turn, token in self.frames.items()),
            "corrected": self.corrected,
        }
        return f"{path}?{urlencode([*filters.pairs(), *told.items()])}"


_MOST_GOALS = 2000


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def _pairs(text: str) -> dict[int, int]:
    pairs = (each.partition("-") for each in text.split(".")[:_MOST_GOALS] if each)
    return {_number(turn): _number(token) for turn, _, token in pairs}


def _digest(turns: Sequence[TurnRow]) -> str:
    corrected = [(turn.position, turn.text) for turn in turns if turn.corrected_at]
    return hashlib.sha256(repr(corrected).encode()).hexdigest()[:12] if corrected else ""


@dataclass(frozen=True, slots=True)
class Delta:
    """What a page lacks. `behind`: what to put behind a turn that it has; `gone`: ids to take."""

    appended: list[Entry]
    changed: list[Entry]
    behind: list[Entry]
    gone: list[str]


def delta(
    facts: Facts,
    placed: Sequence[Commit],
    shown: Mapping[int, Group],
    seen: Seen,
    filters: ConversationFilters,
) -> Delta:
    """Return what came to this part of the transcript since `seen`.

    Whatever the page says it holds, what comes of it is what the conversation has now.
    """
    conversation, known = facts.conversation, facts.known
    query = highlight.parse(filters.q) or None
    names = names_in(facts)
    old = [turn for turn in known.turns if turn.position <= seen.turn]
    new = [turn for turn in known.turns if turn.position > seen.turn]
    calls = known.tool_calls[seen.tools :]
    late = [call for call in calls if call.after_turn <= seen.turn]
    coming = [call for call in calls if call.after_turn > seen.turn]
    corrected = [turn for turn in old if turn.corrected_at]
    if _digest(old) == seen.corrected:
        corrected = []
    goals = transcript.goal_entries(conversation, old, placed)
    frames = _frames(shown, seen)
    fresh = {turn.position: shown[turn.position] for turn in new if turn.position in shown}
    return Delta(
        appended=transcript.tool_entries(conversation, late)
        + transcript.entries(conversation, new, coming, placed, query, names, fresh),
        changed=transcript.entries(conversation, corrected, [], [], query, names, {})
        + [entry for entry in goals if entry.position in seen.goals]
        + [entry for entry in frames if entry.position in seen.frames],
        behind=[entry for entry in goals if entry.position not in seen.goals]
        + [entry for entry in frames if entry.position not in seen.frames],
        gone=_gone("goals", seen.goals, {entry.position for entry in goals})
        + _gone("frames", seen.frames, shown),
    )


def _frames(shown: Mapping[int, Group], seen: Seen) -> list[Entry]:
    """Return the pictures behind turns that the page has, where it shows others or none."""
    return transcript.frame_entries(
        group
        for position, group in shown.items()
        if position <= seen.turn and group.token != seen.frames.get(position)
    )


def _gone(kind: str, had: Collection[int], has: Collection[int]) -> list[str]:
    return [f"{kind}-{turn}" for turn in had if turn not in has]


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at the end of the feed. `href`: where to ask next, "" once no more will come."""

    words: str
    tone: str
    href: str
    here: str
    later: str


_WORDS = {
    "": "Under way",
    SessionStatus.LOADING: "Loading: the agent is being set up",
    SessionStatus.READY: "Ready: the agent waits for the person",
    SessionStatus.JOINING: "Joining: the person is on the way in",
    SessionStatus.CONNECTED: "Connected: words appear here as they are spoken",
    SessionStatus.DISCONNECTING: "Disconnecting",
    SessionStatus.ENDED: "Ended",
}


def following(facts: Facts, filters: ConversationFilters, now: datetime) -> Mark | None:
    """Return the mark of a page that has just been read; None where it need not follow."""
    conversation = facts.conversation
    status, source = conversation.status, conversation.source
    settles = source == LIVE and not is_over(status, conversation.updated_at, now)
    if not settles and not is_followed(status, source, conversation.created_at, now):
        return None
    seen = Seen.of(facts, placed_of(facts), shown_of(facts))
    return mark(facts, filters, seen, now)


def mark(facts: Facts, filters: ConversationFilters, seen: Seen, now: datetime) -> Mark:
    """Return the mark of a page that holds `seen` now."""
    conversation = facts.conversation
    here = reverse(
        "conversation_page", args=[conversation.organization.slug, conversation.public_id]
    )
    if is_over(conversation.status, conversation.updated_at, now):
        return Mark("", "", "", here, "")
    query = urlencode([*filters.pairs(), ("part", facts.parts)])
    return Mark(
        words=_words(conversation),
        tone="live" if conversation.status == Status.JOINED else conversation.status,
        href=seen.href(conversation, filters),
        here=here,
        later=f"{here}?{query}" if facts.parts > facts.part else "",
    )


def _words(conversation: Conversation) -> str:
    if conversation.is_ended:
        return "Ended: what completes the record may still come"
    if conversation.status == Status.CREATED and not conversation.session_status:
        return "Waiting for somebody to join"
    return _WORDS[conversation.session_status]
