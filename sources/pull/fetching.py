"""Reading conversations of a page, several at a time."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sources.pull.dialects import Page, Walk
from sources.pull.remote import Gone, Remote

_AT_ONCE = 8  # requests
_BATCH = 50  # conversations in one transaction


@dataclass(frozen=True, slots=True)
class Batch:
    """Conversations as they came, and where a run stands once they are in.

    `cursor`, `after`: the page, and the mark of the last one of it that is in, "" for none.
    `gone`: how many were deleted before they could be read. `follows`: whether more may come.
    """

    wires: list[Any]
    gone: int
    cursor: str
    after: str
    follows: bool


def mark(id: str) -> str:
    """Return what a conversation of a page is known by, and which says nothing of it."""
    return hashlib.sha256(id.encode()).hexdigest()[:32]


class Fetcher:
    def __init__(self, walk: Walk, remote: Remote) -> None:
        self._walk = walk
        self._remote = remote
        self._threads = ThreadPoolExecutor(_AT_ONCE)

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def batches(self, page: Page, cursor: str, after: str) -> Iterator[Batch]:
        """Yield the conversations of a page that come after `after`; all where it is not there."""
        marks = [mark(id) for id in page.ids] if after else []
        ids = page.ids[marks.index(after) + 1 :] if after in marks else page.ids
        for start in range(0, len(ids), _BATCH):
            chosen = ids[start : start + _BATCH]
            is_last = start + _BATCH >= len(ids)
            wires = list(self._threads.map(self._read(page), chosen))
            found = [wire for wire in wires if wire is not None]
            at = (page.next, "") if is_last and page.next else (cursor, mark(chosen[-1]))
            yield Batch(found, len(wires) - len(found), *at, not is_last or bool(page.next))

    def _read(self, page: Page) -> Any:
        def read(id: str) -> Any:
            try:
                return page.whole.get(id) or self._walk.read(self._remote, id)
            except Gone:
                return None

        return read
