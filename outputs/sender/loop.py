"""The sender's loop: claim, send, record, each as soon as there is something to do."""

import asyncio
import contextlib
import logging
import os
import socket
from collections import defaultdict
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from outputs.addresses import Blocked
from outputs.claims import Outcome, Tried
from outputs.domain.claiming import claim, release
from outputs.domain.completing import complete_overdue
from outputs.domain.senders import count_senders
from outputs.models import Problem
from outputs.sender.client import Client
from outputs.sender.database import Database, listen
from outputs.sender.lanes import Job, Lanes
from outputs.sender.preparing import prepare
from outputs.sender.recorder import Recorder

logger = logging.getLogger(__name__)

POLL = 1.0  # seconds between looks when nobody wakes us
_GATHER = 0.025  # seconds in which what is due comes together
_LOOKUPS = 256  # of names at once: a name server that hangs must not hold up other names
_AWAY = 1.0  # seconds without another try once the database did not answer
# What has less left of its lease than a try and a third may take is not begun: another sender might
# have it before it ends.
_MARGIN = 4 / 3


class Sender:
    """One sender. `run` until `stop` is called; any number of senders may run side by side."""

    def __init__(self, client: Client | None = None) -> None:
        self._client = client or Client()
        self._database = Database()
        self._lanes = Lanes(settings.OUTPUTS_ENDPOINT_CONCURRENCY, settings.OUTPUTS_CONCURRENCY)
        self._name = f"{socket.gethostname()[:40]}:{os.getpid()}"
        self._wake = asyncio.Event()
        self._margin = timedelta(seconds=_MARGIN * settings.OUTPUTS_TIMEOUT_SECONDS)
        self._is_stopping = False
        self._recorder = Recorder(self._database)
        self._tasks: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Let what is under way end, record it, give back the rest."""
        self._is_stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Send what is due until `stop`. Raises what went wrong, for whoever starts it again."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_LOOKUPS))
        beside = [
            asyncio.create_task(work)
            for work in (
                listen(self._wake.set),
                self._complete(),
                self._share(),
                self._recorder.run(),
            )
        ]
        while not self._is_stopping:
            await self._claim()
            await asyncio.sleep(_GATHER)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL)
            self._wake.clear()
            for task in beside:
                if task.done():
                    task.result()
        await self._finish()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await self._client.close()
        await self._database.close()

    async def _claim(self) -> None:
        room = self._lanes.room()
        if room <= 0:
            return
        batch = await self._patiently(
            self._database.run(claim, room, self._lanes.held(), self._name, self._lanes.at_once)
        )
        if batch is None:
            return
        for delivery in batch.deliveries:
            if delivery.is_gone:
                self._recorder.tell(Tried(delivery, batch.claim, None))
            else:
                self._lanes.add(Job(delivery, batch))
        self._begin()

    def _begin(self, lanes: list[int] | None = None) -> None:
        for job in self._lanes.begin(lanes):
            task = asyncio.create_task(self._send(job))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _send(self, job: Job) -> None:
        delivery, batch = job
        now = timezone.now()
        if batch.until - now >= self._margin:
            self._recorder.tell(Tried(delivery, batch.claim, await self._try(job, now)))
        else:
            await self._release([job])
        was_full = self._lanes.is_full()
        if self._lanes.end(delivery.lane):
            self._wake.set()
        if not self._is_stopping:
            self._begin(None if was_full else [delivery.lane])

    async def _try(self, job: Job, now: datetime) -> Outcome:
        delivery, batch = job
        endpoint = batch.endpoints.get(delivery.endpoint_id or 0)
        try:
            return await self._client.send(prepare(delivery, endpoint, now))
        except Blocked:
            return Outcome(now, Problem.BLOCKED.value)
        except Exception:
            # It keeps its place in the plan, and nobody else's waits for it.
            logger.exception("Delivery %s could not be tried.", delivery.public_id)
            return Outcome(now, Problem.INTERNAL.value)

    async def _complete(self) -> None:
        while True:
            if await self._patiently(self._database.run(complete_overdue)):
                self._wake.set()
            await asyncio.sleep(POLL / settings.OUTPUTS_CLOCK_SCALE + 0.05)

    async def _share(self) -> None:
        """Leave other senders their part of what one endpoint may have at once.

        At first this one may not be counted yet.
        """
        others = await self._patiently(self._database.run(count_senders))
        self._lanes.share((others or 0) + 1)
        while True:
            await asyncio.sleep(POLL)
            if count := await self._patiently(self._database.run(count_senders)):
                self._lanes.share(count)

    async def _patiently(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Return what `work` returns, None where the database did not answer."""
        try:
            return await work
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The database does not answer (%s).", type(error).__name__)
            await asyncio.sleep(_AWAY)
            return None

    async def _finish(self) -> None:
        await self._release(self._lanes.drop())
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=settings.OUTPUTS_TIMEOUT_SECONDS + 2)
        await self._recorder.write()

    async def _release(self, jobs: list[Job]) -> None:
        by_claim: defaultdict[UUID, list[int]] = defaultdict(list)
        for job in jobs:
            by_claim[job.batch.claim].append(job.delivery.id)
        for number, keys in by_claim.items():
            await self._patiently(self._database.run(release, number, keys))
