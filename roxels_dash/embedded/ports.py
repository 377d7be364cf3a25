"""Ports of this machine's own address."""

import socket

from roxels_dash.embedded.refusal import Refusal

HOST = "127.0.0.1"


def problem_with(port: int) -> str | None:
    """Why nothing can listen on this port now (the end of a sentence), or None if it is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            return "is only for root"
        except OSError:
            return "is taken by another program"
    return None


def free_port(preferred: int | None = None) -> int:
    """The preferred port if nobody has it, or any free one."""
    if preferred and problem_with(preferred) is None:
        return preferred
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def web_port(text: str) -> int:
    """The port that PORT= names, free at the moment; refuses one that is not."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refusal(f"PORT must be a number from 1 to 65535, and is {text!r}.")
    if problem := problem_with(int(text)):
        raise Refusal(f"Port {text} {problem}; choose another one with PORT=….")
    return int(text)


def answers(port: int) -> bool:
    """Whether something listens on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
