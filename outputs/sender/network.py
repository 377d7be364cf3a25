"""Connecting, to public addresses alone.

A name is resolved here, every address it has is checked, and the connection goes to one of those
checked: between check and connect there is no second look-up that could say something else.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from httpcore2 import AsyncNetworkBackend, AsyncNetworkStream

from outputs.addresses import Blocked, check_address
from outputs.sender.streams import connect

Resolve = Callable[[str, int], Awaitable[list[str]]]


class UnknownHost(Exception):
    """The name has no address."""


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, in the order to try them. Raises UnknownHost."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHost from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class PublicBackend(AsyncNetworkBackend):
    """httpcore's way to the network, with a check before each connection."""

    def __init__(self, resolver: Resolve = resolve) -> None:
        self._resolve = resolver

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address that answers.

        Raises Blocked if any of them is private, UnknownHost, OSError.
        """
        addresses = await self._resolve(host, port)
        for address in addresses:
            check_address(address)
        refused: Exception = UnknownHost()
        for address in addresses:
            try:
                return await connect(address, port)
            except OSError as error:
                refused = error
        raise refused

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> AsyncNetworkStream:
        """Raise Blocked: there is nothing public about it."""
        raise Blocked("leads to a private network")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
