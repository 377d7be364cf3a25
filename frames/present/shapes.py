"""What a strip of frames is made of."""

from dataclasses import dataclass, field

from conversations.models import Conversation


@dataclass(frozen=True, slots=True)
class Tile:
    """One frame. `note`: why there is no picture (yet), "" where there is one."""

    number: int
    href: str
    thumb: str
    alt: str
    offset: str
    width: int
    height: int
    note: str = ""
    is_refused: bool = False


@dataclass(slots=True)
class Item:
    """A frame, and those behind it that look as it does."""

    tile: Tile
    alike: list[Tile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of sharing."""

    title: str
    told: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Strip:
    """`state` changes with what is shown. `asks`: where a page asks for what came, "" for never.

    `more`: the address of the frames behind these; `is_later`: there are frames before them.
    """

    conversation: Conversation
    title: str
    here: str
    told: str
    segments: list[Segment]
    state: str
    asks: str
    seconds: int
    more: str
    is_later: bool
