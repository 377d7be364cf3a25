"""A sender and an endpoint, as processes of their own."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.stack import Stack
from roxels_dash.embedded import ports, programs
from roxels_dash.embedded.process import Process, Program

_LOOPBACK = {"OUTPUTS_ALLOWED_NETWORKS": "127.0.0.0/8", "OUTPUTS_ALLOW_HTTP": "true"}


@dataclass(frozen=True)
class Peers:
    """A sender that sends to this machine, and an endpoint on it."""

    sender: psutil.Process
    receiver: psutil.Process
    port: int

    def url(self, answers: str) -> str:
        """Return the address that answers after so many milliseconds, or, of "hang", never."""
        return f"http://127.0.0.1:{self.port}/{answers}"


@contextmanager
def running(stack: Stack) -> Iterator[Peers]:
    """Start both; at the end the sender gets the time that its requests take."""
    port = ports.free_port()
    command = [sys.executable, "-m", "bench.outputs.receiver", str(port)]
    started: list[Process] = []
    try:
        started.append(stack.supervisor.start(Program("receiver", command)))
        sender = programs.sender({**stack.variables, **_LOOPBACK})
        started.append(stack.supervisor.start(sender))
        yield Peers(psutil.Process(started[1].pid), psutil.Process(started[0].pid), port)
    finally:
        for process in reversed(started):
            process.ask_to_stop()
            process.end()


def cores(process: psutil.Process) -> float:
    """Return the seconds of a core that the process took so far."""
    return float(sum(process.cpu_times()[:2]))
