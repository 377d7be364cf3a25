"""The live server's connections: a test that is over leaves none behind it.

A page that is closed while it asks leaves a thread that goes on answering. What that writes would
lie in the next test's database, and what it has locked may stand in the way of the emptying.
"""

import socket
import threading
from typing import Any, cast

from pytest_django.live_server_helper import LiveServer

PATIENCE = 60  # seconds


class Connections:
    """What a live server has accepted and not done with."""

    def __init__(self, live_server: LiveServer) -> None:
        self._server = cast(Any, live_server.thread.httpd)
        self._changed = threading.Condition()
        self._open = 0
        self._seen: set[Any] = set()
        self._accept, self._close = self._server.process_request, self._server.shutdown_request
        self._server.process_request = self._accepted
        self._server.shutdown_request = self._closed

    def _accepted(self, request: Any, address: Any) -> None:
        with self._changed:
            self._open += 1
            self._seen.add(address)
            self._changed.notify_all()
        self._accept(request, address)

    def _closed(self, request: Any) -> None:
        try:
            self._close(request)
        finally:
            with self._changed:
                self._open -= 1
                self._changed.notify_all()

    def wait_for_the_last(self) -> None:
        """Return once whatever was connected by now has been answered and is gone."""
        with self._changed:
            self._seen.clear()
        # Connections are accepted in order: behind this one no earlier one can wait.
        with socket.create_connection(self._server.server_address) as probe:
            address = probe.getsockname()
            with self._changed:
                assert self._changed.wait_for(lambda: address in self._seen, PATIENCE)
        with self._changed:
            assert self._changed.wait_for(lambda: self._open == 0, PATIENCE), "somebody still asks"
