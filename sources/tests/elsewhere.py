"""Another system: a real HTTP server that speaks the widget dialect, and does as it is told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from api.widgets.tests.asking import WIRE

Told = tuple[int, dict[str, str], Any]


class Elsewhere:
    """`conversations`, newest first; `page`: how many a page holds.

    `before(path)`: asked about each request; what it returns is answered instead, None for nothing.
    A body may be an iterator of pieces, which are sent as they come.
    `asked`: every path with its query, in order; `read`: the ids of conversations that were read.
    `tells_whole`: whether its list tells them whole when it is asked to; it refuses to otherwise.
    """

    def __init__(self, count: int, page: int = 4) -> None:
        self.conversations = [conversation(number) for number in range(count, 0, -1)]
        self.page = page
        self.tells_whole = False
        self.before: Callable[[str], Told | None] = lambda path: None
        self.asked: list[str] = []
        self.url = ""

    @property
    def read(self) -> list[str]:
        return [path.rpartition("/")[2] for path in self.asked if "?" not in path]

    def answer(self, path: str) -> Told:
        self.asked.append(path)
        told = self.before(path)
        if told is not None:
            return told
        parts = urlsplit(path)
        if parts.path == "/api/v1/conversations":
            return self._list({name: each[0] for name, each in parse_qs(parts.query).items()})
        id = parts.path.rpartition("/")[2]
        found = [each for each in self.conversations if each.get("id") == id]
        return (200, {}, found[0]) if found else (404, {}, {"error": {}})

    def _list(self, query: dict[str, str]) -> Told:
        if "whole" in query and not self.tells_whole:
            return 400, {}, {"error": {}}
        since, cursor = query.get("since", ""), query.get("cursor", "")
        rows = [each for each in self.conversations if (each["started_at"] or "") >= since]
        rows = [each for each in rows if not cursor or each.get("id", cursor) < cursor]
        shown = rows[: self.page]
        if "whole" not in query:
            shown = [{"id": each["id"]} if "id" in each else {} for each in shown]
        more = len(rows) > self.page
        return 200, {}, {"data": shown, "next_cursor": shown[-1]["id"] if more else None}


def conversation(number: int, **fields: Any) -> dict[str, Any]:
    """Return one that began `number` days into 2026; later ones have higher ids."""
    day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}T12:00:0"
    times = {"started_at": f"{day}0Z", "ended_at": f"{day}9Z"}
    return {**WIRE, "id": f"conv_{number:04}", **times, **fields}


@contextmanager
def serving(elsewhere: Elsewhere) -> Iterator[Elsewhere]:
    """Serve it on 127.0.0.1, at its `url`, as long as this lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            is_known = self.headers.get("authorization") == "Bearer sk_live_theirs"
            refused: Told = (401, {}, {})
            status, headers, told = elsewhere.answer(self.path) if is_known else refused
            if isinstance(told, Iterator):
                self._drip(status, told)
                return
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _drip(self, status: int, pieces: Iterator[bytes]) -> None:
            self.close_connection = True
            self.send_response(status)
            self.end_headers()
            with suppress(OSError):  # Whoever asked may have gone away.
                for piece in pieces:
                    self.wfile.write(piece)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    elsewhere.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield elsewhere
    finally:
        server.shutdown()
        server.server_close()
