"""A signed-in visitor with one connection that stays open, as a browser's does."""

import gzip
import time
from dataclasses import dataclass
from http.client import HTTPConnection

_TIMEOUT = 300  # an admin's page of a million rows takes its time


@dataclass(frozen=True)
class Answer:
    """What came back: the body as it was sent, and how long it took in milliseconds."""

    status: int
    body: bytes
    encoding: str
    milliseconds: float

    @property
    def text(self) -> str:
        raw = gzip.decompress(self.body) if self.encoding == "gzip" else self.body
        return raw.decode()


class Visitor:
    """Gets pages one after the other."""

    def __init__(self, port: int, session: str = "") -> None:
        self._connection = HTTPConnection("localhost", port, timeout=_TIMEOUT)
        self._headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
        if session:
            self._headers["Cookie"] = f"sessionid={session}"

    def get(self, path: str) -> Answer:
        """Return the answer; raises AssertionError for one that is no success."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        took = (time.perf_counter() - began) * 1000
        assert response.status in (200, 204), f"{path} answered {response.status}"
        return Answer(response.status, body, response.getheader("Content-Encoding", ""), took)
