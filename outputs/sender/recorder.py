"""How tries ended, gathered and written a batch at a time; nothing told is forgotten."""

import asyncio
import logging

from django.db import DatabaseError, InterfaceError, OperationalError

from outputs.claims import Tried
from outputs.domain.recording import record_tries
from outputs.sender.database import Database

logger = logging.getLogger(__name__)

_GATHER = 0.025  # seconds in which results come together
_AT_ONCE = 200  # results in one transaction
_AWAY = 1.0  # seconds without another try once the database did not answer


class Recorder:
    """Records through `database` what it is told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tried: list[Tried] = []
        self._told = asyncio.Event()
        self._writing = asyncio.Lock()

    def tell(self, tried: Tried) -> None:
        """Have a try recorded soon."""
        self._tried.append(tried)
        self._told.set()

    async def run(self) -> None:
        """Record what comes; until it is cancelled."""
        while True:
            await self._told.wait()
            self._told.clear()
            if len(self._tried) < _AT_ONCE:
                await asyncio.sleep(_GATHER)
            await self.write()

    async def write(self) -> None:
        """Record all that was told so far."""
        async with self._writing:
            while batch := self._tried[:_AT_ONCE]:
                try:
                    await self._database.run(record_tries, batch)
                except (OperationalError, InterfaceError) as error:
                    # Nothing is forgotten: it is recorded once the database is back.
                    logger.warning("Cannot record (%s).", type(error).__name__)
                    await asyncio.sleep(_AWAY)
                    continue
                except DatabaseError:
                    await self._write_singly(batch)
                del self._tried[: len(batch)]

    async def _write_singly(self, batch: list[Tried]) -> None:
        """Record what can be; one that cannot must not keep the others from it."""
        for tried in batch:
            for told in (tried, tried.without_content()):
                try:
                    await self._database.run(record_tries, [told])
                    break
                except DatabaseError as error:
                    kind = type(error).__name__
                    logger.error("Cannot record %s (%s).", tried.delivery.public_id, kind)
