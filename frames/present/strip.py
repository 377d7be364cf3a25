"""Frames as a strip: stretch by stretch of sharing, with those that look alike folded together."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from conversations.models import LIVE, Conversation
from conversations.queries.speakers import while_said
from frames.models import FrameState
from frames.present.shapes import Item, Segment, Strip, Tile
from frames.queries.spoken import SpokenRow
from frames.queries.strip import FrameRow, Read
from web import format as formats

STRIP, PAGE = 300, 500  # frames on the conversation's page, and on a page of their own
_SECONDS = 3  # until a strip that may grow asks again
_WAITS = {
    FrameState.AWAITED: "being uploaded",
    FrameState.UPLOADED: "being checked",
}


def state_of(rows: Sequence[FrameRow]) -> str:
    """Return a digest of what a strip of these shows."""
    told = repr([(row.number, row.state, row.is_alike) for row in rows])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def strip(
    conversation: Conversation,
    read: Read,
    start: int,
    spoken: Sequence[SpokenRow],
    names: Mapping[str, str],
) -> Strip:
    """Return the strip of the frames in `read`, the first of which is `start` (0: the very first).

    `spoken`: the conversation's turns; `names`: what each role is called.
    """
    slug = conversation.organization.slug
    here = reverse("frame_list", args=[slug, conversation.public_id])
    state = state_of(read.rows)
    follows = not read.next and _may_grow(conversation, read.rows)
    place = f"from={start}&" if start else ""
    return Strip(
        conversation=conversation,
        title=conversation.person_label or "Visitor",
        here=here,
        told=_told(read.rows, conversation.frame_count if start or read.next else None),
        segments=_segments(conversation, read.rows, here, _Words(spoken, names)),
        state=state,
        asks=f"{here}?{place}seen={state}" if follows else "",
        seconds=_SECONDS,
        more=f"{here}?from={read.next}" if read.next else "",
        is_later=bool(start),
    )


def _may_grow(conversation: Conversation, rows: Iterable[FrameRow]) -> bool:
    goes_on = conversation.source == LIVE and not conversation.is_ended
    return goes_on or any(row.state in _WAITS for row in rows)


def _told(rows: Sequence[FrameRow], total: int | None) -> str:
    """Return how many there are, and how many of them cannot be shown (yet).

    `total`: of how many these are a stretch, None where they are all.
    """
    counts = {state: sum(row.state == state for row in rows) for state in FrameState}
    waiting = counts[FrameState.AWAITED] + counts[FrameState.UPLOADED]
    ready = counts[FrameState.READY]
    if total is None:
        parts = [formats.plural(ready, "frame")]
    else:
        parts = [f"{formats.number(ready)} of {formats.plural(total, 'frame')}"]
    if waiting:
        parts.append(f"{formats.number(waiting)} being checked")
    if counts[FrameState.REFUSED]:
        parts.append(f"{formats.number(counts[FrameState.REFUSED])} refused")
    return ", ".join(parts)


class _Words:
    """Tells what was being said at a time."""

    def __init__(self, spoken: Sequence[SpokenRow], names: Mapping[str, str]) -> None:
        self._spoken, self._names = spoken, names
        self._times = [row.at for row in spoken]

    def at(self, row: FrameRow) -> str:
        place = bisect_right(self._times, row.captured_at)
        if not place:
            return ", before anything was said" if self._times else ""
        turn = self._spoken[place - 1]
        return f", {while_said(turn.role, turn.text, self._names)}"


def _segments(
    conversation: Conversation, rows: Sequence[FrameRow], here: str, words: _Words
) -> list[Segment]:
    by_name: dict[str, list[FrameRow]] = {}
    for row in rows:
        by_name.setdefault(row.segment, []).append(row)
    found = []
    for name, own in by_name.items():
        items: list[Item] = []
        for row in own:
            tile = _tile(conversation, row, here, words)
            is_shown = row.state == FrameState.READY
            if row.is_alike and is_shown and items and not items[-1].tile.note:
                items[-1].alike.append(tile)
            else:
                items.append(Item(tile))
        found.append(Segment(name or "Screen", _span(conversation, own), items))
    return found


def _span(conversation: Conversation, rows: Sequence[FrameRow]) -> str:
    first = formats.offset(rows[0].captured_at, conversation.origin)
    last = formats.offset(rows[-1].captured_at, conversation.origin)
    count = formats.plural(len(rows), "frame")
    return f"{first} – {last} · {count}" if first != last else f"{first} · {count}"


def _tile(conversation: Conversation, row: FrameRow, here: str, words: _Words) -> Tile:
    offset = formats.offset(row.captured_at, conversation.origin)
    is_refused = row.state == FrameState.REFUSED
    note = f"refused: {row.reason}" if is_refused else _WAITS.get(FrameState(row.state), "")
    return Tile(
        number=row.number,
        href=f"{here}{row.number}/",
        thumb=f"{here}{row.number}/thumb",
        alt=f"Screen at {offset}{words.at(row)}",
        offset=offset,
        width=row.width or 0,
        height=row.height or 0,
        note=note,
        is_refused=is_refused,
    )
