"""Reading conversations of a page, several at a time, into records."""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from intake.domain import Refusal
from intake.records import ConversationRecord
from sources.pull.dialects import Page, Walk
from sources.pull.remote import Busy, Failed, Gone, Remote

_AT_ONCE = 8  # requests
_BATCH = 400  # conversations in one transaction
_BATCH_BYTES = 24 * 1024 * 1024  # keeps memory flat where they are long
_PATIENCE = 10.0  # seconds, after which what has come goes in: a lease lasts not much longer

_NO_ID = Refusal("id", "is missing")
_GONE = object()


@dataclass(frozen=True, slots=True)
class Batch:
    """Conversations in our words, and where a run stands once they are in.

    `cursor`, `after`: the page, and the mark of the last one of it that is in, "" for none.
    `gone`: how many were deleted before they could be read. `follows`: whether more may come.
    `size`: about how many bytes of memory the answers took that told of them.
    """

    records: list[ConversationRecord]
    refusals: list[Refusal]
    gone: int
    cursor: str
    after: str
    follows: bool
    size: int = 0


def mark(id: str) -> str:
    """Return what a conversation of a page is known by, and which says nothing of it."""
    return hashlib.sha256(id.encode()).hexdigest()[:32]


def together(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Yield small ones together; where something is raised, first what came before it."""
    held: Batch | None = None
    ends = time.monotonic() + _PATIENCE
    try:
        for batch in batches:
            held = batch if held is None else _joined(held, batch)
            is_full = len(held.records) >= _BATCH or held.size >= _BATCH_BYTES
            if is_full or time.monotonic() > ends:
                yield held
                held, ends = None, time.monotonic() + _PATIENCE
    except (Busy, Failed):
        if held is not None:
            yield held
        raise
    if held is not None:
        yield held


def _joined(first: Batch, then: Batch) -> Batch:
    return replace(
        then,
        records=first.records + then.records,
        refusals=first.refusals + then.refusals,
        gone=first.gone + then.gone,
        size=first.size + then.size,
    )


class Fetcher:
    """`word`: reads what the other system tells of one. Raises Refusal."""

    def __init__(
        self, walk: Walk, remote: Remote, word: Callable[[Any], ConversationRecord]
    ) -> None:
        self._walk = walk
        self._remote = remote
        self._word = word
        self._told = 0  # of what the remote received, in batches that were made
        self._threads = ThreadPoolExecutor(_AT_ONCE)

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def batches(self, page: Page, cursor: str, after: str) -> Iterator[Batch]:
        """Yield the conversations of a page that come after `after`; all where it is not there.

        Where one cannot be read, those before it are yielded before what is wrong is raised.
        """
        marks = [mark(id) for id in page.ids] if after else []
        ids = page.ids[marks.index(after) + 1 :] if after in marks else page.ids
        nameless = [_NO_ID] * page.nameless
        if not ids and (page.next or nameless):
            yield Batch([], nameless, 0, page.next or cursor, "", bool(page.next))
        done = 0
        while done < len(ids):
            wires, stop = self._read(page, ids[done : done + _BATCH])
            done += len(wires)
            is_last = done >= len(ids)
            if wires:
                here = (cursor, mark(ids[done - 1]))
                at = (page.next, "") if is_last and page.next else here
                follows = not is_last or bool(page.next)
                yield self._batch(wires, nameless if is_last else [], *at, follows)
            if stop is not None:
                raise stop

    def _read(self, page: Page, ids: list[str]) -> tuple[list[Any], Exception | None]:
        """Return what was told of the first ones, and what stopped it before the end."""
        ends = time.monotonic() + _PATIENCE
        waiting: deque[Any] = deque()
        wires: list[Any] = []
        coming = iter(ids)
        while True:
            while len(waiting) < 2 * _AT_ONCE:
                if (wires or waiting) and (time.monotonic() > ends or not self._has_room()):
                    break
                id = next(coming, None)
                if id is None:
                    break
                waiting.append(page.whole.get(id) or self._ask(id))
            if not waiting:
                return wires, None
            try:
                told = waiting.popleft()
                wires.append(told.result() if isinstance(told, Future) else told)
            except Gone:
                wires.append(_GONE)
            except (Busy, Failed) as stop:
                for each in waiting:
                    if isinstance(each, Future):
                        each.cancel()
                return wires, stop

    def _has_room(self) -> bool:
        return self._remote.received - self._told < _BATCH_BYTES

    def _ask(self, id: str) -> Future[Any]:
        return self._threads.submit(self._walk.read, self._remote, id)

    def _batch(
        self, wires: list[Any], refusals: list[Refusal], cursor: str, after: str, follows: bool
    ) -> Batch:
        records, refused, gone = [], list(refusals), 0
        for wire in wires:
            if wire is _GONE:
                gone += 1
                continue
            try:
                records.append(self._word(wire))
            except Refusal as refusal:
                refused.append(refusal)
        size, self._told = self._remote.received - self._told, self._remote.received
        return Batch(records, refused, gone, cursor, after, follows, size)
