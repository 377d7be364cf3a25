"""Who asks: a signed-in visitor or a program, with one connection that stays open."""

import gzip
import time
from dataclasses import dataclass
from http.client import HTTPConnection

_TIMEOUT = 300  # an admin's page of a million rows takes its time
_GOOD = (200, 201, 204)


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


class _Client:
    """Asks one thing after the other."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._connection = HTTPConnection("localhost", port, timeout=_TIMEOUT)
        self._headers = {"Accept-Encoding": "gzip", **headers}

    def get(self, path: str) -> Answer:
        """Return the answer; raises AssertionError for one that is no success."""
        return self._ask("GET", path, None, self._headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        told = response.read()
        took = (time.perf_counter() - began) * 1000
        answer = Answer(response.status, told, response.getheader("Content-Encoding", ""), took)
        assert answer.status in _GOOD, f"{path} answered {answer.status}: {answer.text[:300]}"
        return answer


class Visitor(_Client):
    """Gets pages, as a browser does."""

    def __init__(self, port: int, session: str = "") -> None:
        cookie = {"Cookie": f"sessionid={session}"} if session else {}
        super().__init__(port, {"Accept": "text/html", **cookie})


class Caller(_Client):
    """Calls the API with the key `secret`, as a customer's program does."""

    def __init__(self, port: int, secret: str) -> None:
        super().__init__(port, {"Accept": "*/*", "Authorization": f"Bearer {secret}"})

    def post(self, path: str, body: bytes, once: str = "") -> Answer:
        """Send JSON; `once` is its Idempotency-Key. Raises AssertionError as `get` does."""
        headers = {**self._headers, "Content-Type": "application/json"}
        if once:
            headers["Idempotency-Key"] = once
        return self._ask("POST", path, body, headers)
