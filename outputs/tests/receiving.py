"""A real receiver: an HTTP server in threads, which answers as it is told and keeps what came."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
OK: Answer = (200, {}, b"thanks")


@dataclass
class Received:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Receiver:
    """Listens on 127.0.0.1; `answer(received)` returns (status, headers, body), or None to hang.

    `got` is every request in the order they came.
    """

    def __init__(
        self, answer: Callable[[Received], Answer | None], tls: ssl.SSLContext | None = None
    ) -> None:
        self.got: list[Received] = []
        self.hang = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                received = Received(self.command, self.path, headers, body)
                receiver.got.append(received)
                told = answer(received)
                if told is None:
                    receiver.hang.wait(600)
                    self.close_connection = True
                    return
                status, own, text = told
                self.send_response(status)
                for name, value in {"content-length": str(len(text)), **own}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_PUT = do_POST  # noqa: N815

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

            def handle_error(self, *_: Any) -> None:
                """Keep quiet: a sender that is killed hangs up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "https" if tls else "http"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}/hook"

    def ids(self) -> list[str]:
        """Return the delivery of each request."""
        return [received.id for received in self.got]

    def __enter__(self) -> "Receiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def nobody() -> Iterator[str]:
    """The address of an endpoint that refuses connections, whoever else looks for a port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound, and never listening.
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"


def until(ready: Callable[[], Any], seconds: float = 120) -> None:
    """Wait until `ready()`."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)
