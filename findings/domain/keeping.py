"""Keeping an export one's own while nothing comes: a thread says that its worker lives."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

EVERY = 15.0  # seconds; a lease is four times as long
_LONGEST = 3600.0  # seconds without a row, after which the worker counts as stuck


class Keeper:
    """Calls `renew` from time to time, as long as the work gets on: `moved` says that it does."""

    def __init__(self, renew: Callable[[], object]) -> None:
        self._renew = renew
        self._over = threading.Event()
        self._moved = time.monotonic()

    def moved(self) -> None:
        self._moved = time.monotonic()

    def run(self) -> None:
        try:
            while not self._over.wait(EVERY) and time.monotonic() - self._moved < _LONGEST:
                self._renew()
        except DatabaseError:
            return  # The lease ends by itself, and so does the export's own connection.
        finally:
            connection.close()

    def end(self) -> None:
        self._over.set()


@contextmanager
def keeping(renew: Callable[[], object]) -> Iterator[Keeper]:
    """Renew as long as the block runs; a database sorts a million rows before the first comes."""
    keeper = Keeper(renew)
    thread = threading.Thread(target=keeper.run, daemon=True)
    thread.start()
    try:
        yield keeper
    finally:
        keeper.end()
        thread.join()
