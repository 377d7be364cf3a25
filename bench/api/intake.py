"""Session events by the API of one web process, against bare psycopg inserting the same rows."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection

import psutil
import psycopg

from bench.api import batches
from bench.api.batches import TURNS, Batch
from bench.found import Found
from bench.stack import Stack

CONNECTIONS = 4
ROWS = 2 * TURNS  # of a batch: each turn, and the event that told of it
_PAIRS = 12
_SECONDS = 2.0  # that a stretch is to take
_FIRST = 100  # batches, by which is found out how many take so long
_ACCEPTED = b'"accepted":%d,' % TURNS

Send = Callable[[Batch], None]
Cpu = Callable[[], float]


@dataclass(frozen=True)
class Stretch:
    """Some batches, one after the other on each connection. `cpu`: seconds that `Cpu` told of."""

    batches: int
    seconds: float
    milliseconds: list[float]
    sender_cpu: float
    web_cpu: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.batches * ROWS / self.seconds


@dataclass(frozen=True)
class Intake:
    """Stretches by turns, one of each kind and then the next."""

    api: list[Stretch]
    bare: list[Stretch]


def measure(stack: Stack, found: Found, pairs: int = _PAIRS) -> Intake:
    """Write events in by turns, through a web server of one process and past it."""
    web = stack.start_one_worker()
    processes = [psutil.Process(web.pid)]
    processes += processes[0].children(recursive=True)

    def web_cpu() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    with ExitStack() as kept:
        callers = [_caller(web.port, stack.api_key, kept) for _ in range(CONNECTIONS)]
        inserters = [_inserter(stack.variables["DATABASE_URL"], kept) for _ in range(CONNECTIONS)]

        def run(senders: list[Send], count: int) -> Stretch:
            made = batches.make(found.organization_id, found.template, count)
            return _stretch(senders, made, web_cpu)

        counts = [_count(run, callers), _count(run, inserters)]
        taken: tuple[list[Stretch], list[Stretch]] = ([], [])
        for number in range(pairs):
            for kind in (0, 1) if number % 2 else (1, 0):
                taken[kind].append(run((callers, inserters)[kind], counts[kind]))
    return Intake(*taken)


def _count(run: Callable[[list[Send], int], Stretch], senders: list[Send]) -> int:
    """Return how many batches a stretch is to have; the first of two runs is to get warm."""
    stretch = [run(senders, _FIRST) for _ in range(2)][-1]
    return max(round(_FIRST * _SECONDS / stretch.seconds), _FIRST)


def _stretch(senders: Sequence[Send], made: Sequence[Batch], web_cpu: Cpu) -> Stretch:
    waiting = iter(made)
    began, before, web_before = time.perf_counter(), time.process_time(), web_cpu()
    with ThreadPoolExecutor(len(senders)) as pool:
        taken = list(pool.map(lambda send: list(_sent(send, waiting)), senders))
    seconds = time.perf_counter() - began
    return Stretch(
        batches=len(made),
        seconds=seconds,
        milliseconds=[took for each in taken for took in each],
        sender_cpu=time.process_time() - before,
        web_cpu=web_cpu() - web_before,
    )


def _sent(send: Send, waiting: Iterator[Batch]) -> Iterator[float]:
    """Send what the other connections leave; yield how many milliseconds each batch took."""
    for batch in waiting:
        began = time.perf_counter()
        send(batch)
        yield (time.perf_counter() - began) * 1000


def _caller(port: int, secret: str, kept: ExitStack) -> Send:
    """Return what posts a batch on a connection of its own."""
    connection = HTTPConnection("localhost", port, timeout=60)
    kept.callback(connection.close)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def send(batch: Batch) -> None:
        connection.request("POST", batch.path, batch.body, headers)
        response = connection.getresponse()
        told = response.read()
        if response.status != 200 or _ACCEPTED not in told:
            raise RuntimeError(f"events were answered with {response.status}: {told[:300]!r}")

    return send


def _inserter(url: str, kept: ExitStack) -> Send:
    """Return what inserts a batch's rows on a connection of its own, in one transaction."""
    connection = kept.enter_context(psycopg.connect(url))

    def send(batch: Batch) -> None:
        with connection.transaction():
            connection.execute(batches.INSERT_TURNS, batch.turns)
            connection.execute(batches.INSERT_EVENTS, batch.events)

    return send
