"""``python -m bench.outputs.receiver PORT``: an endpoint that answers as late as its path says.

`/50` answers in 50 ms, `/0` at once, `/hang` never.
"""

import asyncio
import sys

_HOST = "127.0.0.1"
_ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n"
_ANSWER += b'{"ok":true}'
_LENGTH = b"content-length:"


class Receiver(asyncio.Protocol):
    """One connection: no more than measuring asks for, so that it costs as little as can be."""

    def __init__(self) -> None:
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        head, end, rest = self._unread.partition(b"\r\n\r\n")
        if not end or len(rest) < (length := _length(head)):
            return
        self._unread = rest[length:]
        path = head.split(b" ", 2)[1]
        if path == b"/0":
            self._answer()
        elif path != b"/hang":
            asyncio.get_running_loop().call_later(int(path[1:]) / 1000, self._answer)

    def _answer(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(_ANSWER)


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH)), 0)


async def _serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Receiver, _HOST, port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
