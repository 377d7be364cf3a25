"""One request: signed, sent, answered within OUTPUTS_TIMEOUT_SECONDS, and what is kept of that."""

import asyncio
import ssl
import time
from datetime import datetime, timedelta

import httpcore2
from django.conf import settings
from django.utils import timezone

from outputs.addresses import Blocked
from outputs.claims import Outcome
from outputs.models import Problem
from outputs.schedule import retry_after
from outputs.sender.connections import Connections
from outputs.sender.network import Resolve, UnknownHost, resolve
from outputs.sender.preparing import Prepared

KEPT_BYTES = 50_000  # of an answer, and no more is read
_KEPT_HEADERS = 100

Headers = list[tuple[bytes, bytes]]


class Client:
    """The connections of one sender. Sends, and never raises: an Outcome says what happened."""

    def __init__(self, resolver: Resolve = resolve) -> None:
        self._connections = Connections(resolver)

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()

    async def send(self, request: Prepared) -> Outcome:
        """Make one try; `request` is signed with its time."""
        at, began = timezone.now(), time.perf_counter()
        try:
            async with asyncio.timeout(settings.OUTPUTS_TIMEOUT_SECONDS):
                status, headers, body = await self._exchange(request)
        except Exception as error:
            problem = _problem_of(error)
            return Outcome(at, problem.value, latency_ms=_since(began), sent=request.shown)
        return Outcome(
            at,
            _judged(status).value,
            status=status,
            latency_ms=_since(began),
            headers=_shown(headers),
            body=body,
            sent=request.shown,
            retry_after=_asked_to_wait(status, headers, at),
        )

    async def _exchange(self, prepared: Prepared) -> tuple[int, Headers, bytes]:
        request = httpcore2.Request(
            prepared.method, prepared.url, headers=prepared.headers, content=prepared.body
        )
        origin = request.url.origin
        connection = await self._connections.take(origin)
        try:
            response = await connection.handle_async_request(request)
            try:
                return response.status, response.headers, await _beginning(response)
            finally:
                await response.aclose()
        finally:
            await self._connections.give_back(origin, connection)


async def _beginning(response: httpcore2.Response) -> bytes:
    parts, size = [], 0
    async for part in response.aiter_stream():
        parts.append(part[: KEPT_BYTES - size])
        size += len(part)
        if size >= KEPT_BYTES:
            break
    return b"".join(parts)


def _judged(status: int) -> Problem:
    if 200 <= status < 300:
        return Problem.NONE
    by_hundreds = {3: Problem.REDIRECT, 4: Problem.CLIENT_ERROR, 5: Problem.SERVER_ERROR}
    return by_hundreds.get(status // 100, Problem.UNREADABLE)


def _problem_of(error: BaseException) -> Problem:
    """Return in which way no answer came; the first cause that says something counts."""
    cause: BaseException | None = error
    while cause is not None:
        for kind, problem in _PROBLEMS.items():
            if isinstance(cause, kind):
                return problem
        cause = cause.__cause__ or cause.__context__
    return Problem.UNREADABLE


# In this order: an SSLError is an OSError too.
_PROBLEMS: dict[type[BaseException], Problem] = {
    Blocked: Problem.BLOCKED,
    UnknownHost: Problem.DNS,
    ssl.SSLError: Problem.TLS,
    TimeoutError: Problem.TIMED_OUT,
    ConnectionResetError: Problem.UNREADABLE,
    BrokenPipeError: Problem.UNREADABLE,
    OSError: Problem.REFUSED,
}


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def _shown(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1")[:200], value.decode("latin-1")[:4000])
        for name, value in headers[:_KEPT_HEADERS]
    ]


def _asked_to_wait(status: int, headers: Headers, now: datetime) -> timedelta | None:
    if 200 <= status < 300:
        return None
    for name, value in headers:
        if name.lower() == b"retry-after":
            return retry_after(value.decode("latin-1"), now)
    return None
