"""The sender's connections, kept for the next request to the same place.

httpcore's pool looks at all of its connections for each request, and one that is full lets the
requests to everybody wait. Here the lanes limit how many there are, so that this only keeps them.
"""

import time
from collections import defaultdict, deque
from typing import Protocol

import httpcore2
from django.conf import settings

from outputs.sender.network import PublicBackend, Resolve

IDLE = 5.0  # seconds that a connection is kept
_Place = tuple[bytes, bytes, int]


class Connection(Protocol):
    """What both a connection and a pool of them (of the proxy) do."""

    async def handle_async_request(self, request: httpcore2.Request) -> httpcore2.Response: ...

    async def aclose(self) -> None: ...


class Connections:
    """Connections to public addresses, or to the proxy that sees to it."""

    def __init__(self, resolver: Resolve) -> None:
        self._backend = PublicBackend(resolver)
        self._tls = httpcore2.default_ssl_context()
        self._idle: defaultdict[_Place, deque[httpcore2.AsyncHTTPConnection]] = defaultdict(deque)
        self._swept = time.monotonic()
        self._proxy = (
            httpcore2.AsyncHTTPProxy(settings.OUTPUTS_PROXY, max_connections=None)
            if settings.OUTPUTS_PROXY
            else None
        )

    async def take(self, origin: httpcore2.Origin) -> Connection:
        """Return a connection to `origin` that nobody else has, open or about to be."""
        if self._proxy:
            return self._proxy
        await self._sweep()
        idle = self._idle.get(_place(origin), ())
        while idle:
            connection = idle.pop()
            if connection.is_idle() and not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore2.AsyncHTTPConnection(
            origin, self._tls, keepalive_expiry=IDLE, network_backend=self._backend
        )

    async def give_back(self, origin: httpcore2.Origin, connection: Connection) -> None:
        """Keep a connection, unless its request left it in no state to be used again."""
        if isinstance(connection, httpcore2.AsyncHTTPConnection):
            if connection.is_idle() and not connection.has_expired():
                self._idle[_place(origin)].append(connection)
            else:
                await connection.aclose()

    async def close(self) -> None:
        """Close all that are idle."""
        for idle in self._idle.values():
            for connection in idle:
                await connection.aclose()
        self._idle.clear()
        if self._proxy:
            await self._proxy.aclose()

    async def _sweep(self) -> None:
        """Now and then close what was idle for long: the oldest are in front."""
        now = time.monotonic()
        if now - self._swept < IDLE:
            return
        self._swept = now
        for place, idle in list(self._idle.items()):
            while idle and idle[0].has_expired():
                await idle.popleft().aclose()
            if not idle:
                self._idle.pop(place, None)


def _place(origin: httpcore2.Origin) -> _Place:
    return origin.scheme, origin.host, origin.port
