"""Asking another system's API, at public addresses alone, as deliveries go to them alone."""

import socket
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import httpcore2
from django.conf import settings
from pydantic_core import from_json

from outputs.addresses import Blocked, check_address, check_url
from sources.files import BYTES_OF_OBJECT, objects_in
from sources.pull.timed import TimedBackend, clock

MOST_BYTES = 64 * 1024 * 1024  # of a list
MOST_BYTES_OF_ONE = 16 * 1024 * 1024  # of a conversation: many are on their way at once
_CONNECTIONS = 16
_WHOLE = 40.0  # seconds that one answer may take, however steadily it drips
_LONGEST_WAIT = 3600  # seconds; who asks for more is asked again after so many


class Busy(Exception):
    """It asks to be left alone for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"asked to wait {seconds} s")
        self.seconds = seconds


class Failed(Exception):
    """It cannot be asked, or did not answer as it should; says why, for who set it up.

    `status`: what it answered, 0 where it did not.
    """

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


class Gone(Exception):
    """There is nothing at this path."""


class _PublicBackend(TimedBackend):
    """A name is resolved here, all its addresses are checked, and one of those is connected to."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Failed("Its name has no address.") from None
        addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
        for address in addresses:
            check_address(address)
        refused: Exception = Failed("Its name has no address.")
        for address in addresses:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore2.ConnectError as error:
                refused = error
        raise refused


class Remote:
    """One API: `get` asks it. May be used by many threads at once; `close` it.

    `tells_whole`: whether its lists are worth asking for whole conversations. `received`: about how
    many bytes of memory all its answers took. `ends`: the time, as time.monotonic() has it, after
    which nothing of it is waited for.
    """

    def __init__(self, base_url: str, key: str, ends: float) -> None:
        """Raises Failed for an address that may not be reached."""
        try:
            check_url(base_url)
        except Blocked as blocked:
            raise Failed(f"Its address {blocked}.") from None
        self.tells_whole = True
        self.received = 0
        self._counting = threading.Lock()
        self._ends = ends
        self._base = base_url.rstrip("/")
        self._headers = [
            ("Authorization", f"Bearer {key}"),
            ("Accept", "application/json"),
            ("User-Agent", "Roxels-Dash-Pull/1"),
        ]
        self._pool = _pool()

    def close(self) -> None:
        self._pool.close()

    def get(self, path: str, **query: str | int) -> Any:
        """Return the JSON at `path` of the API. Raises Busy, Failed, Gone."""
        return self._ask(path, MOST_BYTES, query)

    def get_one(self, path: str) -> Any:
        """Return the same of one conversation, which may not be as large as a list."""
        return self._ask(path, MOST_BYTES_OF_ONE, {})

    def _ask(self, path: str, most: int, query: dict[str, str | int]) -> Any:
        url = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        wait = settings.OUTPUTS_TIMEOUT_SECONDS
        limits = dict.fromkeys(("connect", "read", "write", "pool"), wait)
        clock.ends = min(time.monotonic() + _WHOLE, self._ends)
        try:
            with self._pool.stream(
                "GET", url, headers=self._headers, extensions={"timeout": limits}
            ) as response:
                _check(response)
                text = _read(response, most)
        except Blocked as blocked:
            raise Failed(f"Its address {blocked}.") from None
        except httpcore2.TimeoutException:
            raise Failed("It did not answer in time.") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError, OSError):
            raise Failed("It cannot be reached.") from None
        return self._parsed(text, most)

    def _parsed(self, text: bytes, most: int) -> Any:
        objects = objects_in(text)
        if objects is None or objects * BYTES_OF_OBJECT > 2 * most:
            raise Failed("An answer held too many values.")
        with self._counting:
            self.received += max(len(text), objects * BYTES_OF_OBJECT)
        try:
            return from_json(text, allow_inf_nan=False)
        except ValueError:
            raise Failed("It answered something that is no JSON.") from None


def _pool() -> httpcore2.ConnectionPool:
    if settings.OUTPUTS_PROXY:
        return httpcore2.HTTPProxy(
            settings.OUTPUTS_PROXY, max_connections=_CONNECTIONS, network_backend=TimedBackend()
        )
    return httpcore2.ConnectionPool(
        max_connections=_CONNECTIONS, keepalive_expiry=10, network_backend=_PublicBackend()
    )


def _check(response: httpcore2.Response) -> None:
    status = response.status
    if status in (429, 503):
        raise Busy(_asked_to_wait(response))
    if status in (404, 410):
        raise Gone
    if status in (401, 403):
        raise Failed(f"It refuses the key ({status}).", status)
    if status != 200:
        raise Failed(f"It answered {status}.", status)


def _asked_to_wait(response: httpcore2.Response) -> int:
    """Return the seconds of Retry-After, a minute where it says none."""
    headers = {name.lower(): value for name, value in response.headers}
    text = headers.get(b"retry-after", b"").decode("latin-1").strip()
    if text.isdecimal():
        seconds = float(text[:9])
    else:
        try:
            seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError, OverflowError, IndexError):
            seconds = 60
    return int(min(max(seconds, 1), _LONGEST_WAIT))


def _read(response: httpcore2.Response, most: int) -> bytes:
    parts, size = [], 0
    for part in response.iter_stream():
        size += len(part)
        if size > most:
            raise Failed(f"An answer was larger than {most // 1024 // 1024} MB.")
        parts.append(part)
    return b"".join(parts)
