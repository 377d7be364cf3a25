"""Celery's worker and clock as processes of their own, over the test's database, to be killed."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from roxels_dash.celery import app
from roxels_dash.embedded import programs
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process
from roxels_dash.tests.serving import database_url

STARTS_WITHIN = 60


class Workers:
    """One worker and one beat. `folder`: for the clock's own file. `log`: what both write to."""

    def __init__(self, folder: Path, log: Log | None = None, **settings: str) -> None:
        own = {"DATABASE_URL": database_url(), "ERASURE_LEASE_SECONDS": "1", **settings}
        self._environment = {**os.environ, **own}
        self._folder = folder
        self._log = log or Log(quiet=True)
        self._worker: Process | None = None
        self._beat: Process | None = None

    def start(self) -> "Workers":
        """Start both; what has to be done they find by themselves."""
        app.control.purge()
        self._beat = Process(programs.beat(self._folder, self._environment), self._log)
        self._worker = self._start_worker()
        return self

    def kill(self) -> None:
        """End the worker with all its processes by SIGKILL, and start another."""
        assert self._worker
        os.killpg(self._worker.pid, signal.SIGKILL)
        self._worker.end()
        self._worker = self._start_worker()

    def stop(self) -> None:
        for process in (self._beat, self._worker):
            if process:
                process.ask_to_stop()
                process.end()

    def _start_worker(self) -> Process:
        return Process(programs.any_worker(self._environment), self._log)


def wait_until(is_so: Callable[[], bool], seconds: float = 300) -> None:
    """Wait for what somebody else does."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)
