"""One request: signed, sent, answered within 15 seconds, and what is kept of that."""

import asyncio
import ssl
import time
from datetime import datetime, timedelta
from typing import Any

import httpcore2
from django.conf import settings
from django.utils import timezone

from outputs.addresses import Blocked
from outputs.domain.recording import Outcome
from outputs.models import Problem
from outputs.schedule import retry_after
from outputs.sender.network import PublicBackend, Resolve, UnknownHost, resolve
from outputs.sender.preparing import Prepared

WITHIN = 15.0  # seconds, for the whole try
KEPT_BYTES = 50_000  # of an answer, and no more is read
_KEPT_HEADERS = 100
_IDLE = 5.0  # seconds that a connection is kept for the next request

Headers = list[tuple[bytes, bytes]]


class Client:
    """The connections of one sender. Sends, and never raises: an Outcome says what happened."""

    def __init__(self, resolver: Resolve = resolve) -> None:
        options: dict[str, Any] = {
            "ssl_context": httpcore2.default_ssl_context(),
            "max_connections": None,  # The lanes see to that; none must wait for another's.
            "max_keepalive_connections": settings.OUTPUTS_CONCURRENCY,
            "keepalive_expiry": _IDLE,
        }
        self._pool: httpcore2.AsyncConnectionPool = (
            httpcore2.AsyncHTTPProxy(settings.OUTPUTS_PROXY, **options)
            if settings.OUTPUTS_PROXY
            else httpcore2.AsyncConnectionPool(**options, network_backend=PublicBackend(resolver))
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def send(self, request: Prepared) -> Outcome:
        """Make one try; `request` is signed with its time."""
        at, began = timezone.now(), time.perf_counter()
        try:
            async with asyncio.timeout(WITHIN):
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

    async def _exchange(self, request: Prepared) -> tuple[int, Headers, bytes]:
        response = await self._pool.handle_async_request(
            httpcore2.Request(
                request.method, request.url, headers=request.headers, content=request.body
            )
        )
        parts, size = [], 0
        try:
            async for part in response.aiter_stream():
                parts.append(part[: KEPT_BYTES - size])
                size += len(part)
                if size >= KEPT_BYTES:
                    break
        finally:
            await response.aclose()
        return response.status, response.headers, b"".join(parts)


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
    if isinstance(error, httpcore2.ConnectError):
        return Problem.TLS  # The connection stood, and ended before TLS did.
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
