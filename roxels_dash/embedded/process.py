"""A child process: how it is started, how it is asked to stop, and what it last said."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.refusal import Refusal

LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Program:
    """What to run. `server` is what others need, so it stops last; `patience` is in seconds.

    `orphan_signal` is what it gets when the runner dies; without one, the stop signal.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals | None = None
    patience: float = 15
    user: str | None = None
    server: bool = False

    def arguments(self) -> list[str]:
        """The command line that starts it: the launcher, which becomes the command."""
        parent, number = str(os.getpid()), str(int(self.orphan_signal or self.stop_signal))
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER), parent, number, self.user or "-"]
        return launcher + self.command


class Process:
    """A running program, in a session of its own so that a terminal's Ctrl-C passes it by.

    To be made in the main thread only: Linux tells a child of its parent's death when the thread
    that started it ends.
    """

    def __init__(self, program: Program, log: Log) -> None:
        self.program = program
        self.tail: deque[str] = deque(maxlen=20)
        self._log = log
        self._popen = subprocess.Popen(
            program.arguments(),
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    def _read(self) -> None:
        assert self._popen.stdout
        for line in self._popen.stdout:
            if line.strip():
                self.tail.append(line.rstrip())
            self._log.lines(self.program.name, [line.rstrip()])

    def exit_code(self) -> int | None:
        """The exit code (negative: the signal that ended it), or None while it runs."""
        return self._popen.poll()

    def last_words(self) -> str:
        """The last line it wrote, once it has ended."""
        self._reader.join(timeout=1)
        return self.tail[-1] if self.tail else "it wrote nothing"

    def ask_to_stop(self) -> None:
        """Send the stop signal, if it still runs."""
        if self.exit_code() is None:
            self._popen.send_signal(self.program.stop_signal)

    def end(self) -> None:
        """Wait for it to stop; past its patience kill it, and in any case what it left behind."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(self.program.patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()

    def wait(self, seconds: float = 600) -> int:
        """Wait for a program that ends by itself and return its exit code."""
        return self._popen.wait(seconds)

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        """Return once `ready()`; refuse if the process ends first or `seconds` pass."""
        deadline = time.monotonic() + seconds
        while not ready():
            name = self.program.name
            if self.exit_code() is not None:
                raise Refusal(f"{name} did not start: {self.last_words()}")
            if time.monotonic() > deadline:
                raise Refusal(f"{name} was not ready within {seconds:.0f} seconds.")
            time.sleep(0.05)
