"""Connections whose every wait ends with what is asked for, however steadily the answer drips."""

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore2


class Clock(threading.local):
    """When what this thread asks for has to be there."""

    ends = 0.0

    def left(self, timeout: float | None) -> float:
        """Return how long to wait for the next piece. Raises httpcore2.ReadTimeout."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if timeout is None else min(left, timeout)


clock = Clock()


class Timed(httpcore2.NetworkStream):
    """A connection whose every wait ends with the clock of the thread that waits."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, clock.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, clock.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = clock.left(timeout)
        return Timed(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class TimedBackend(httpcore2.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        left = clock.left(timeout)
        return Timed(super().connect_tcp(host, port, left, local_address, socket_options))
