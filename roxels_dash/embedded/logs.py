"""One stream out of many processes: each line behind the name of the process that wrote it."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterable
from typing import TextIO

COLOURS = (36, 33, 32, 35, 34, 31)
WIDTH = 9


class Log:
    """Prints lines of several processes to one stream, coloured where that is a terminal."""

    def __init__(self, stream: TextIO | None = None, quiet: bool = False) -> None:
        self._stream = stream or sys.stdout
        self._quiet = quiet
        self._lock = threading.Lock()
        self._names: list[str] = []
        self._coloured = self._stream.isatty() and "NO_COLOR" not in os.environ

    def say(self, text: str) -> None:
        """Print a line of the runner's own."""
        if not self._quiet:
            self._write(text)

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """Print lines written by the process `name`."""
        if self._quiet:
            return
        prefix = f"{name:<{WIDTH}}|"
        if self._coloured:
            if name not in self._names:
                self._names.append(name)
            colour = COLOURS[self._names.index(name) % len(COLOURS)]
            prefix = f"\x1b[{colour}m{prefix}\x1b[0m"
        for line in lines:
            self._write(f"{prefix} {line}")

    def _write(self, line: str) -> None:
        # Whoever read us may be gone (`make run | head`); the processes still need a reader.
        with self._lock, contextlib.suppress(OSError, ValueError):
            print(line, file=self._stream, flush=True)
