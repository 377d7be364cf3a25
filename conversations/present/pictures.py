"""Pictures at their time: among the turns, on the timeline strip, behind findings."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from conversations.models import Conversation
from conversations.queries.pictures import Picture
from conversations.queries.speakers import while_said
from conversations.queries.together import FoundRow, TurnRow
from web import format as formats

SHOWN = 6  # in one place of the transcript; the rest is a click away
_TOKENS = 100_000  # they stand in an address, one for each place


class Shot(NamedTuple):
    """A picture in the transcript. `alike`: how many that look the same followed it there."""

    href: str
    alt: str
    offset: str
    width: int
    height: int
    alike: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was shown behind the turn at `position`, 0 for before the first.

    `more`: how many pictures stand at `more_href` only. `count`: of those that do not look alike.
    """

    position: int
    pictures: Sequence[Picture]
    shots: tuple[Shot, ...]
    count: int
    more: int
    more_href: str

    @property
    def token(self) -> int:
        """Changes with what is shown here."""
        told = repr([(each.number, each.is_alike) for each in self.pictures])
        return zlib.crc32(told.encode()) % _TOKENS


def base_of(conversation: Conversation) -> str:
    """Return the address of the conversation's pictures, with a slash at its end."""
    return reverse("frame_list", args=[conversation.organization.slug, conversation.public_id])


def groups(
    conversation: Conversation,
    pictures: Sequence[Picture],
    turns: Sequence[TurnRow],
    next_at: datetime | None,
    names: Mapping[str, str],
) -> dict[int, Group]:
    """Return what to show behind each of `turns`, by position.

    `next_at` is when the turn after them was said. `names`: what each role is called. Where turns
    have no times, pictures have no place among them.
    """
    base = base_of(conversation) if pictures else ""
    said = {turn.position: turn for turn in turns}
    found: dict[int, Group] = {}
    for position, shown in _placed(pictures, turns, next_at).items():
        if all(picture.is_alike for picture in shown):  # What is seen there was shown before.
            continue
        turn = said.get(position)
        told = while_said(turn.role, turn.text, names) if turn else "before anything was said"
        found[position] = _group(conversation, position, shown, base, told)
    return found


def _placed(
    pictures: Iterable[Picture], turns: Sequence[TurnRow], next_at: datetime | None
) -> dict[int, list[Picture]]:
    timed = [(turn.at, turn.position) for turn in turns if turn.at]
    if turns and not timed:
        return {}
    is_first = not turns or turns[0].position == 1
    placed: dict[int, list[Picture]] = {}
    index, position = 0, 0
    for picture in pictures:
        while index < len(timed) and timed[index][0] <= picture.at:
            position = max(position, timed[index][1])
            index += 1
        if (position or is_first) and not (next_at and picture.at >= next_at):
            placed.setdefault(position, []).append(picture)
    return placed


def _group(
    conversation: Conversation, position: int, pictures: Sequence[Picture], base: str, told: str
) -> Group:
    heads = [index for index, picture in enumerate(pictures) if not picture.is_alike]
    ends = [*heads[1:], len(pictures)]
    shots = []
    for head, end in zip(heads[:SHOWN], ends, strict=False):
        picture, alike = pictures[head], end - head - 1
        offset = formats.offset(picture.at, conversation.origin)
        shots.append(
            Shot(
                f"{base}{picture.number}/",
                f"Screen at {offset}, {told}",
                offset,
                picture.width,
                picture.height,
                f"{alike} alike" if alike else "",
            )
        )
    hidden = heads[SHOWN:]
    return Group(
        position=position,
        pictures=pictures,
        shots=tuple(shots),
        count=len(heads),
        more=len(hidden),
        more_href=f"{base}?from={pictures[hidden[0]].number}" if hidden else "",
    )


class Behind(NamedTuple):
    """A picture behind a finding."""

    href: str
    label: str


def behind(
    conversation: Conversation, pictures: Sequence[Picture], findings: Iterable[FoundRow]
) -> dict[str, Behind]:
    """Return how a finding leads to each picture that one points at, by its public id."""
    wanted = {span["frame"] for found in findings for span in found.evidence if "frame" in span}
    if not wanted:
        return {}
    base = base_of(conversation)
    return {
        picture.public_id: Behind(
            f"{base}{picture.number}/",
            f"frame {formats.offset(picture.at, conversation.origin)}",
        )
        for picture in pictures
        if picture.public_id in wanted
    }
