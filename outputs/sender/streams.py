"""A connection as httpcore wants it, on asyncio's own streams.

httpcore's own asks the operating system, for each request and each idle connection, whether the
other side hung up; this one knows, which doubles what one sender can send.
"""

import asyncio
import ssl
from typing import Any

from httpcore2 import AsyncNetworkStream, ReadError, WriteError

_MOST_UNREAD = 65_536


class _Reader(asyncio.StreamReader):
    """Knows whether something came that nobody read, or the end did."""

    def __init__(self) -> None:
        super().__init__(limit=_MOST_UNREAD)
        self.unread = 0
        self.has_ended = False

    def feed_data(self, data: Any) -> None:
        self.unread += len(data)
        super().feed_data(data)

    def feed_eof(self) -> None:
        self.has_ended = True
        super().feed_eof()

    async def read(self, n: int = -1) -> bytes:
        data = await super().read(n)
        self.unread -= len(data)
        return data


class Stream(AsyncNetworkStream):
    """One connection. Whoever uses it sets the time limit; those of httpcore are not looked at."""

    def __init__(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return await self._reader.read(max_bytes)
        except OSError as error:
            raise ReadError from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            # An answer may have come all the same: httpcore reads it.
            raise WriteError from error

    async def aclose(self) -> None:
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AsyncNetworkStream:
        """Raises SSLError, also where the other side hangs up in the middle."""
        try:
            await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except ssl.SSLError:
            await self.aclose()
            raise
        except OSError as error:
            await self.aclose()
            raise ssl.SSLError("the connection ended") from error
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._reader.unread > 0 or self._reader.has_ended
        return self._writer.get_extra_info(info)


async def connect(address: str, port: int) -> Stream:
    """Return a connection to an IP address. Raises OSError."""
    loop = asyncio.get_running_loop()
    reader = _Reader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.create_connection(lambda: protocol, address, port)
    return Stream(reader, asyncio.StreamWriter(transport, protocol, reader, loop))
