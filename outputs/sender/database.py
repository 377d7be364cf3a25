"""The sender's way to the database: one thread with one connection, and one that listens."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import psycopg
from django.db import DatabaseError, InterfaceError, connection

from outputs.domain.senders import HOLD
from outputs.domain.waking import CHANNEL

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
_AWAY = 5.0  # seconds until it is tried again to listen
_NOT_FOR_LISTENING = ("cursor_factory", "context", "prepare_threshold")


class Database:
    """Runs what is written for Django's connection beside the event loop, one after another."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    async def run(self, work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """Return what `work` does. Raises DatabaseError; the next time is on a new connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: _guarded(work, arguments, options))

    async def close(self) -> None:
        await self.run(_close)
        self._thread.shutdown()


def _close() -> None:
    connection.close()  # Each thread has its own, so it is that thread which has to ask for it.


def _guarded(work: Callable[..., T], arguments: Any, options: Any) -> T:
    try:
        return work(*arguments, **options)
    except (DatabaseError, InterfaceError):
        with contextlib.suppress(DatabaseError, InterfaceError):
            connection.close()
        raise


async def listen(wake: Callable[[], None]) -> None:
    """Call `wake` whenever deliveries were committed; until it is cancelled.

    Without it (a pooler may not pass it on) a sender looks each second. The connection also tells
    other senders that this one is there.
    """
    options = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in _NOT_FOR_LISTENING
    }
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**options, autocommit=True) as heard:
                await heard.execute(HOLD)
                await heard.execute(f"LISTEN {CHANNEL}")
                wake()
                async for _ in heard.notifies():
                    wake()
        except psycopg.Error as error:
            logger.warning("Cannot listen for deliveries (%s).", type(error).__name__)
        await asyncio.sleep(_AWAY)
