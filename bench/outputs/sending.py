"""How much one sender sends, against a loop that does nothing but send."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import psycopg

from bench.outputs import bare, making
from bench.outputs.making import BODY, Pool
from bench.outputs.processes import Peers, cores
from outputs.models import Endpoint

_PAIRS = 10
_SECONDS = 3.0  # that a stretch is to take
_FIRST, _LEAST, _MOST = 1_000, 500, 10_000  # deliveries of a stretch
_PATIENCE = 120.0


@dataclass(frozen=True)
class Load:
    """What is sent: to how many endpoints of each organisation, which answer in `answers` ms.

    `at_once`: requests at a time, the sender's own limit with so many endpoints. `share`: of the
    bare loop's rate, to be reached.
    """

    name: str
    answers: int
    organizations: int
    endpoints: int
    at_once: int
    share: float | None = None


# The product's settings: 25 at once to an endpoint, 500 in all.
LOADS = (
    Load("one endpoint, 50 ms", 50, 1, 1, 25, 0.6),
    Load("4 endpoints, 50 ms", 50, 4, 1, 100, 0.6),
    Load("25 endpoints, 50 ms", 50, 5, 5, 500, 0.6),
    Load("one endpoint, 0 ms", 0, 1, 1, 25),
)


@dataclass(frozen=True)
class Stretch:
    """So many deliveries made and sent. `cpu`: seconds of a core that the sending process took."""

    count: int
    seconds: float
    cpu: float
    receiver_cpu: float

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.count / self.seconds


@dataclass(frozen=True)
class Sent:
    """Stretches by turns, one of each kind and then the next."""

    load: Load
    sender: list[Stretch]
    bare: list[Stretch]


Run = Callable[[int], Stretch]


def measure(
    load: Load,
    peers: Peers,
    pools: list[Pool],
    raw: psycopg.Connection,
    owner: psycopg.Connection,
    pairs: int = _PAIRS,
) -> Sent:
    """Send by turns, with the sender and with the bare loop."""
    url = peers.url(str(load.answers))
    to = [
        (pool, endpoint)
        for pool in pools[: load.organizations]
        for endpoint in making.endpoints(pool, url, load.endpoints)
    ]
    sender = _sender(to, peers, raw, owner)
    looping = _bare(url, load.at_once, peers)
    counts = _count(sender), _count(looping)
    taken: tuple[list[Stretch], list[Stretch]] = ([], [])
    for number in range(pairs):
        for kind in (0, 1) if number % 2 else (1, 0):
            taken[kind].append((sender, looping)[kind](counts[kind]))
    return Sent(load, *taken)


def _count(run: Run) -> int:
    """Return how many deliveries a stretch is to have; the first of two runs is to get warm."""
    stretch = [run(_FIRST) for _ in range(2)][-1]
    return min(max(round(stretch.rate * _SECONDS), _LEAST), _MOST)


def _sender(
    to: list[tuple[Pool, Endpoint]],
    peers: Peers,
    raw: psycopg.Connection,
    owner: psycopg.Connection,
) -> Run:
    """Return what has the sender send: from the moment all are due until the last is recorded."""

    def run(count: int) -> Stretch:
        try:
            making.make(raw, to, count)
            timed = _Clock(peers.sender, peers.receiver)
            making.wait(raw, [endpoint for _, endpoint in to], _PATIENCE)
            return timed.stretch(count)
        finally:
            making.take_out_deliveries(owner)

    return run


def _bare(url: str, at_once: int, peers: Peers) -> Run:
    def run(count: int) -> Stretch:
        timed = _Clock(psutil.Process(), peers.receiver)
        bare.post(url, [BODY] * count, at_once)
        return timed.stretch(count)

    return run


class _Clock:
    """Begins when it is made."""

    def __init__(self, sender: psutil.Process, receiver: psutil.Process) -> None:
        self._of = sender, receiver
        self._before = cores(sender), cores(receiver)
        self._began = time.perf_counter()

    def stretch(self, count: int) -> Stretch:
        seconds = time.perf_counter() - self._began
        sender, receiver = (
            cores(of) - before for of, before in zip(self._of, self._before, strict=True)
        )
        return Stretch(count, seconds, sender, receiver)
