"""A port that nobody should connect to."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def canary(host: str = "127.0.0.1") -> Iterator[tuple[int, list[Any]]]:
    """Listen, and keep who connected; nobody should."""
    visitors: list[Any] = []
    with socket.create_server((host, 0)) as listener:
        listener.settimeout(0.05)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    connection, address = listener.accept()
                except OSError:
                    continue
                visitors.append(address)
                connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listener.getsockname()[1], visitors
        time.sleep(0.1)
        done.set()
        thread.join()
