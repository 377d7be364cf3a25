"""What a sender holds: by lane, so many under way, the others in the order they came."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from outputs.claims import Batch, Claimed


class Job(NamedTuple):
    """A claimed delivery and the claim it came with."""

    delivery: Claimed
    batch: Batch


@dataclass(slots=True)
class _Lane:
    organization_id: int
    waiting: deque[Job] = field(default_factory=deque)
    under_way: int = 0


class Lanes:
    """Jobs by lane, of which at most `at_once` a lane and `in_all` together are under way.

    `at_once` is the lane's limit, or this sender's part of it where there are others.
    """

    def __init__(self, at_once: int, in_all: int) -> None:
        self._limit = at_once
        self.at_once = at_once
        self._in_all = in_all
        self._lanes: dict[int, _Lane] = {}
        self.under_way = 0
        self.waiting = 0

    def share(self, senders: int) -> None:
        """Leave so many senders, this one among them, their part of each lane's limit."""
        self.at_once = max(1, self._limit // max(1, senders))

    def held(self) -> list[tuple[int, int, int]]:
        """Return (organisation, lane, how many jobs, waiting and under way)."""
        return [
            (lane.organization_id, key, len(lane.waiting) + lane.under_way)
            for key, lane in self._lanes.items()
        ]

    def is_full(self) -> bool:
        """Whether no more may be under way, in whichever lane."""
        return self.under_way >= self._in_all

    def room(self) -> int:
        """How many more jobs there is a use for."""
        return 2 * self._in_all - self.under_way - self.waiting

    def add(self, job: Job) -> None:
        delivery = job.delivery
        lane = self._lanes.setdefault(delivery.lane, _Lane(delivery.organization_id))
        lane.waiting.append(job)
        self.waiting += 1

    def begin(self, lanes: list[int] | None = None) -> Iterator[Job]:
        """Yield, and count as under way, what may begin now: of these lanes, or of all."""
        for key in lanes if lanes is not None else list(self._lanes):
            lane = self._lanes.get(key)
            while lane and lane.waiting and lane.under_way < self.at_once:
                if self.under_way >= self._in_all:
                    return
                lane.under_way += 1
                self.under_way += 1
                self.waiting -= 1
                yield lane.waiting.popleft()

    def end(self, key: int) -> bool:
        """Note that a job of this lane ended; return whether the lane has room for more soon."""
        lane = self._lanes[key]
        lane.under_way -= 1
        self.under_way -= 1
        if not lane.waiting and not lane.under_way:
            del self._lanes[key]
        return len(lane.waiting) <= self.at_once // 2

    def drop(self) -> list[Job]:
        """Return what has not begun, and hold it no longer."""
        dropped = [job for lane in self._lanes.values() for job in lane.waiting]
        for lane in self._lanes.values():
            lane.waiting.clear()
        self.waiting = 0
        return dropped
