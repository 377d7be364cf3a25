"""Senders in tests: as processes of their own, over the test's database."""

import asyncio
import os
import signal
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from roxels_dash.embedded import programs
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process
from roxels_dash.tests.serving import database_url

T = TypeVar("T")

LOOPBACK = {"OUTPUTS_ALLOWED_NETWORKS": "127.0.0.0/8,::1/128", "OUTPUTS_ALLOW_HTTP": "true"}


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` returns; in a thread, since a browser's tests have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class Senders:
    """Starts senders and ends them, kindly or not."""

    def __init__(self) -> None:
        self._running: list[Process] = []

    def start(self, log: Log | None = None, /, **settings: str) -> Process:
        """Start one; it begins to send by itself. `log`: what it writes to."""
        own = {"DATABASE_URL": database_url(), **LOOPBACK, **settings}
        process = Process(programs.sender({**os.environ, **own}), log or Log(quiet=True))
        self._running.append(process)
        return process

    def kill(self, process: Process) -> None:
        """End it at once, by SIGKILL: it has no word in it."""
        os.killpg(process.pid, signal.SIGKILL)
        process.end()
        self._running.remove(process)

    def stop(self) -> None:
        for process in self._running:
            process.ask_to_stop()
        for process in self._running:
            process.end()
        self._running.clear()


@pytest.fixture
def senders(transactional_db: None) -> Iterator[Senders]:
    """Senders for a test that commits."""
    started = Senders()
    yield started
    started.stop()


@pytest.fixture
def loopback(settings: pytest.FixtureRequest) -> None:
    """Let endpoints be on this machine."""
    settings.OUTPUTS_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]  # type: ignore[attr-defined]
    settings.OUTPUTS_ALLOW_HTTP = True  # type: ignore[attr-defined]
