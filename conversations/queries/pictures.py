"""Pictures that belong among a conversation's words: captures of a shared screen.

The room that has them stands to the right, and nobody here can ask it by name. It says when it
starts how they are read (`provide`), and has its pages at the addresses `frame_list`, behind which
`{number}/` is one picture's page and `{number}/thumb` its small copy; see docs/adr/0022.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from conversations.models import LIVE, Conversation


class Picture(NamedTuple):
    """One that can be shown. `number` counts within the conversation and stays.

    `is_alike`: it looks as the one before it does. `width`, `height` in pixels.
    """

    number: int
    public_id: str
    at: datetime
    width: int
    height: int
    is_alike: bool


Read = Callable[[Conversation], list[Picture]]
Count = Callable[[Conversation], int]

_readers: list[Read] = []
_counters: list[Count] = []


def provide(read: Read, coming: Count) -> None:
    """Have pictures read by `read`: those of a conversation, in order of capture.

    `coming` counts those that are on their way: captured, and still to be looked at.
    """
    _readers[:], _counters[:] = [read], [coming]


def of(conversation: Conversation) -> list[Picture]:
    """Return the conversation's pictures in order of capture; without any, nothing is asked."""
    if not conversation.frame_count:
        return []
    return [picture for read in _readers for picture in read(conversation)]


def coming(conversation: Conversation) -> int:
    """Return how many pictures a live conversation waits for that has none to show yet."""
    if conversation.frame_count or conversation.source != LIVE:
        return 0
    return sum(count(conversation) for count in _counters)
