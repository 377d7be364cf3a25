"""What takes long says now and then that it is still at it, so that nobody else takes its job."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_say: ContextVar[Callable[[], None] | None] = ContextVar("heartbeat", default=None)


def beat() -> None:
    """To be called every now and then by whatever reads or waits for long; see `beating`."""
    say = _say.get()
    if say is not None:
        say()


@contextmanager
def beating(renew: Callable[[], None], every: float) -> Iterator[None]:
    """Call `renew` from `beat` inside, not more often than `every` seconds; it may raise."""
    last = time.monotonic()

    def say() -> None:
        nonlocal last
        if time.monotonic() - last >= every:
            renew()
            last = time.monotonic()

    token = _say.set(say)
    try:
        yield
    finally:
        _say.reset(token)
