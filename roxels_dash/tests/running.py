"""The runner as a test meets it: another process, seen from outside."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
from dotenv import dotenv_values

from roxels_dash.embedded.programs import ROOT

READY = re.compile(r"is ready in [\d.]+ s: (\S+)")
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


class Runner:
    """What `make run` executes, with everything it writes in `folder`."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._log = folder.with_suffix(f".{time.monotonic_ns()}.log")
        clean = {name: os.environ[name] for name in KEPT if name in os.environ}
        with self._log.open("w") as log:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", "roxels_dash.embedded"],
                env={**clean, "LOCAL_DIR": str(folder), "PORT": str(port)},
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def output(self) -> str:
        """What it has printed so far."""
        return self._log.read_text()

    def ready(self, seconds: float = 1200) -> "Runner":
        """Wait until it says that it is ready."""
        self.wait_for(READY.pattern, seconds)
        return self

    def wait_for(self, pattern: str, seconds: float = 120) -> None:
        """Wait until a line of its output matches."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.output()):
            assert self._popen.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.1)

    @property
    def url(self) -> str:
        """Where the pages are, as it printed it."""
        found = READY.search(self.output())
        assert found
        return found[1]

    def setting(self, name: str) -> str:
        """A variable of the env file it keeps."""
        return dotenv_values(self._folder / "env")[name] or ""

    def family(self) -> list[psutil.Process]:
        """The processes it has started, and those that they have."""
        return list(psutil.Process(self._popen.pid).children(recursive=True))

    def children(self) -> list[psutil.Process]:
        """The processes it has started itself."""
        return list(psutil.Process(self._popen.pid).children())

    def child(self, text: str) -> psutil.Process:
        """The first of its children with this in its command line."""
        return next(child for child in self.children() if text in " ".join(child.cmdline()))

    def end(self, number: signal.Signals) -> int:
        """Send it a signal; return its exit code."""
        if self._popen.poll() is None:
            self._popen.send_signal(number)
        return self._popen.wait(120)

    def end_by_itself(self) -> int:
        """Wait for it to end unasked; return its exit code."""
        return self._popen.wait(120)


def refusal(folder: Path, port: int) -> str:
    """What it prints when it does not start; its exit code must be 1."""
    runner = Runner(folder, port)
    assert runner.end_by_itself() == 1, runner.output()
    return runner.output()
