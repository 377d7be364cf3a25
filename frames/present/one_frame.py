"""One frame, large, with the words spoken then."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from conversations.models import Conversation
from conversations.queries.excerpts import plain
from conversations.queries.speakers import while_said
from frames.models import Frame
from frames.queries.one_frame import Beside
from frames.queries.spoken import SpokenRow
from web import format as formats


@dataclass(frozen=True, slots=True)
class Words:
    """A turn. `is_then`: it was being spoken when the frame was taken."""

    position: int
    role: str
    speaker: str
    text: str
    offset: str
    is_then: bool
    href: str


@dataclass(frozen=True, slots=True)
class FrameView:
    """`before`, `after`: addresses of the frames beside it, "" at an end; `ahead`: their pictures.

    `first`, `last`: addresses of the first and the last of all.

    `evidence`: (goal, value) of the findings that it supports.
    """

    conversation: Conversation
    title: str
    number: int
    place: str
    facts: list[tuple[str, str]]
    alt: str
    width: int
    height: int
    here: str
    all: str
    before: str
    after: str
    first: str
    last: str
    ahead: list[str]
    words: list[Words]
    evidence: list[tuple[str, str]]
    transcript: str


def frame_view(
    conversation: Conversation,
    frame: Frame,
    beside: Beside,
    spoken: Sequence[SpokenRow],
    names: Mapping[str, str],
    evidence: Sequence[tuple[str, Any]],
) -> FrameView:
    slug = conversation.organization.slug
    home = reverse("conversation_page", args=[slug, conversation.public_id])
    everything = reverse("frame_list", args=[slug, conversation.public_id])
    offset = formats.offset(frame.captured_at, conversation.origin)
    then = [turn for turn in spoken if turn.at <= frame.captured_at]
    said = [while_said(turn.role, turn.text, names) for turn in then[-1:]]
    numbers = [number for number in (beside.after, beside.before) if number]
    return FrameView(
        conversation=conversation,
        title=conversation.person_label or "Visitor",
        number=frame.number,
        place=f"Frame {formats.number(beside.place)} of {formats.number(beside.total)}",
        facts=_facts(frame, offset),
        alt=", ".join([f"Screen at {offset}", *said]),
        width=frame.width or 1,
        height=frame.height or 1,
        here=f"{everything}{frame.number}/",
        all=everything,
        before=f"{everything}{beside.before}/" if beside.before else "",
        after=f"{everything}{beside.after}/" if beside.after else "",
        first=f"{everything}{beside.first}/",
        last=f"{everything}{beside.last}/",
        ahead=[f"{everything}{number}/large" for number in numbers],
        words=[_words(conversation, turn, names, turn in then[-1:], home) for turn in spoken],
        evidence=[(goal, _value(value)) for goal, value in evidence],
        transcript=_at_turn(home, then[-1].position) if then else home,
    )


def _facts(frame: Frame, offset: str) -> list[tuple[str, str]]:
    told = [
        ("Time", offset),
        ("Clock", formats.full(frame.captured_at)),
        ("Size", f"{formats.number(frame.width or 0)} × {formats.number(frame.height or 0)}"),
    ]
    return [*told, ("Segment", frame.segment)] if frame.segment else told


def _words(
    conversation: Conversation,
    turn: SpokenRow,
    names: Mapping[str, str],
    is_then: bool,
    home: str,
) -> Words:
    return Words(
        position=turn.position,
        role=turn.role,
        speaker=names[turn.role],
        text=turn.text,
        offset=formats.offset(turn.at, conversation.origin),
        is_then=is_then,
        href=_at_turn(home, turn.position),
    )


def _at_turn(home: str, position: int) -> str:
    return f"{home}?turn={position}#turn-{position}"


def _value(value: Any) -> str:
    return plain(value) or json.dumps(value)
