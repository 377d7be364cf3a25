"""A bucket that refuses to delete for as long as it is told to: a proxy before the real server."""

import http.client
import os
import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

_BUSY = "<Error><Code>ServiceUnavailable</Code><Message>Reduce your rate.</Message></Error>"
_EACH = (
    "<DeleteResult><Error><Key>one</Key><Code>AccessDenied</Code><Message>No.</Message></Error>"
    "</DeleteResult>"
)
_HOP = ("connection", "transfer-encoding", "content-length")


class How(StrEnum):
    """The request as a whole is refused, or, in an answer of 200, the objects it names."""

    BUSY = "busy"
    EACH = "each"


class RefusingBucket:
    """Listens on 127.0.0.1 and hands on what it does not refuse, signatures and all.

    `refuses`: whether it does so now. `refused`: how many requests it did so to.
    """

    def __init__(self, how: How) -> None:
        self.refuses = True
        self.refused = 0
        told = (503, _BUSY.encode()) if how is How.BUSY else (200, _EACH.encode())
        bucket, behind = self, urlsplit(os.environ["S3_ENDPOINT_URL"]).netloc

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                if bucket.refuses and self._deletes():
                    bucket.refused += 1
                    self._answer(told[0], [("content-type", "application/xml")], told[1])
                    return
                server = http.client.HTTPConnection(behind, timeout=120)
                # With the host that the client signed.
                server.request(self.command, self.path, body or None, dict(self.headers))
                answer = server.getresponse()
                self._answer(answer.status, answer.getheaders(), answer.read())
                server.close()

            do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815

            def _deletes(self) -> bool:
                asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
                return self.command == "DELETE" or (self.command == "POST" and "delete" in asked)

            def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in _HOP:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "RefusingBucket":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
