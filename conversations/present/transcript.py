"""The transcript as a feed: turns, between them pictures, goals committed and tools called."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils import timezone
from markupsafe import Markup

from conversations.models import Conversation
from conversations.present.pictures import Group
from conversations.queries.excerpts import plain
from conversations.queries.together import FoundRow, ToolRow, TurnRow
from web import format as formats
from web import highlight
from web.highlight import Query

# Characters; the whole call stands in the record.
_ARGUMENTS_SHOWN = 160
_RESULT_SHOWN = 4000


@dataclass(frozen=True, slots=True)
class Moment:
    """When, from the conversation's start and by the clock; empty where unknown."""

    offset: str = ""
    clock: str = ""
    iso: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the feed. `kind`: turn, frames, goals or tool, behind the turn at `position`.

    `group`: the pictures of frames.
    """

    kind: str
    position: int
    role: str
    speaker: str
    text: Markup
    moment: Moment
    is_hit: bool = False
    modality: str = ""
    detail: str = ""
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """A finding's place in the transcript: after `turn`."""

    goal: str
    value: str
    turn: int
    at: datetime | None


def commits(
    findings: Sequence[FoundRow], turns: Sequence[TurnRow], next_at: datetime | None = None
) -> list[Commit]:
    """Return findings with the turn they were settled in: by time, else by their evidence.

    `next_at` is when the turn after `turns` was said: what was settled since has no place here.
    """
    placed: list[Commit] = []
    for finding in findings:
        if next_at and finding.committed_at and finding.committed_at >= next_at:
            continue
        turn = _turn_at(finding.committed_at, turns) or max(
            (span["turn"] for span in finding.evidence if span.get("turn")), default=0
        )
        if turn:
            value = plain(finding.value)
            placed.append(Commit(finding.goal, value, turn, finding.committed_at))
    return placed


def _turn_at(at: datetime | None, turns: Sequence[TurnRow]) -> int:
    if at is None:
        return 0
    return max((turn.position for turn in turns if turn.at and turn.at <= at), default=0)


def entries(
    conversation: Conversation,
    turns: Sequence[TurnRow],
    tool_calls: Sequence[ToolRow],
    placed: Sequence[Commit],
    query: Query | None,
    names: Mapping[str, str],
    shown: Mapping[int, Group],
) -> list[Entry]:
    """Return the feed in order. `names`: what each role is called; `shown`: pictures by turn."""
    by_turn: Mapping[int, list[Commit]] = _grouped(placed)
    calls: dict[int, list[ToolRow]] = defaultdict(list)
    for call in tool_calls:
        calls[call.after_turn].append(call)
    first = turns[0].position if turns else 1
    feed = [_tool(call, conversation) for call in calls[0]] if first == 1 else []
    feed += [_frames(shown[0])] if 0 in shown else []
    zone = timezone.get_current_timezone()  # Asked for once: that costs more than printing.
    for turn in turns:
        feed.append(_turn(turn, conversation, query, names[turn.role], zone))
        if turn.position in shown:
            feed.append(_frames(shown[turn.position]))
        if turn.position in by_turn:
            feed.append(_goals(by_turn[turn.position], turn, conversation))
        feed += [_tool(call, conversation) for call in calls[turn.position]]
    return feed


def goal_entries(
    conversation: Conversation, turns: Sequence[TurnRow], placed: Sequence[Commit]
) -> list[Entry]:
    """Return what stands behind those of `turns` in which goals were settled."""
    groups = _grouped(placed)
    return [
        _goals(groups[turn.position], turn, conversation)
        for turn in turns
        if turn.position in groups
    ]


def tool_entries(conversation: Conversation, calls: Sequence[ToolRow]) -> list[Entry]:
    return [_tool(call, conversation) for call in calls]


def frame_entries(groups: Iterable[Group]) -> list[Entry]:
    return [_frames(group) for group in groups]


def _grouped(placed: Sequence[Commit]) -> dict[int, list[Commit]]:
    groups: dict[int, list[Commit]] = defaultdict(list)
    for commit in placed:
        groups[commit.turn].append(commit)
    return groups


def _moment(at: datetime | None, conversation: Conversation, zone: tzinfo | None = None) -> Moment:
    if at is None:
        return Moment()
    return Moment(
        formats.offset(at, conversation.origin),
        formats.clock_seconds(at, zone),
        formats.iso(at),
    )


def _turn(
    turn: TurnRow, conversation: Conversation, query: Query | None, speaker: str, zone: tzinfo
) -> Entry:
    spans = query.spans(turn.text) if query else []
    return Entry(
        kind="turn",
        position=turn.position,
        role=turn.role,
        speaker=speaker,
        text=highlight.mark(turn.text, spans),
        is_hit=bool(spans),
        modality=turn.modality,
        moment=_moment(turn.at, conversation, zone),
    )


def _frames(group: Group) -> Entry:
    return Entry(
        kind="frames",
        position=group.position,
        role="",
        speaker=formats.plural(group.count, "frame"),
        text=Markup(""),
        moment=Moment(group.shots[0].offset),
        group=group,
    )


def _goals(group: Sequence[Commit], turn: TurnRow, conversation: Conversation) -> Entry:
    text = Markup(" · ").join(
        Markup("<b>{}</b> = {}").format(commit.goal, commit.value) for commit in group
    )
    moment = _moment(group[0].at or turn.at, conversation)
    return Entry("goals", turn.position, "", "goal", text, moment)


def _tool(call: ToolRow, conversation: Conversation) -> Entry:
    arguments = ", ".join(f"{name}={plain(value)}" for name, value in call.args.items())
    if len(arguments) > _ARGUMENTS_SHOWN:
        arguments = arguments[:_ARGUMENTS_SHOWN] + "…"
    text = Markup("<code>{}({})</code> → {}").format(call.name, arguments, _outcome(call))
    return Entry(
        kind="tool",
        position=call.after_turn,
        role="failed" if call.error else "",
        speaker="tool",
        text=text,
        detail=_result_text(call),
        moment=_moment(call.at, conversation),
    )


def _outcome(call: ToolRow) -> str:
    if call.error:
        return "error"
    took = f" in {call.duration_ms} ms" if call.duration_ms is not None else ""
    if isinstance(call.result, list):
        return formats.plural(len(call.result), "result") + took
    return ("no result" if call.result is None else "result") + took


def _result_text(call: ToolRow) -> str:
    text = call.error or ("" if call.result is None else _indented(call.result))
    if len(text) > _RESULT_SHOWN:
        return f"{text[:_RESULT_SHOWN]}…\n(cut here; the JSON tab has all of it)"
    return text


def _indented(value: Any) -> str:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    return json.dumps(value, ensure_ascii=False, indent=2)
