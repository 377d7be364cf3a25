"""Processes that outlived a killed runner: found again by pid and start time, and stopped.

Where the system lets children die with their parent (Linux) there are none, or they are about to
end; elsewhere this is what keeps a second stack from starting beside the first.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from roxels_dash.embedded.process import Process

PATIENCE = 20.0


def record(path: Path, processes: Iterable[Process]) -> None:
    """Write down which processes are ours, so that another runner can find them."""
    rows = []
    for process in processes:
        with contextlib.suppress(psutil.Error):
            started = psutil.Process(process.pid).create_time()
            rows.append([process.pid, started, int(process.program.stop_signal)])
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(rows))
    draft.replace(path)


def stop_survivors(path: Path) -> int:
    """Stop what an earlier runner wrote down and left running; return how many there were."""
    try:
        rows = json.loads(path.read_text())
    except (OSError, ValueError):
        return 0
    stopped = 0
    for pid, started, stop in rows:
        if is_same(pid, started):
            stop_process(pid, signal.Signals(stop))
            stopped += 1
        elif not is_alive(pid):
            stopped += kill_orphans(pid, started)
    return stopped


def kill_orphans(session: int, started: float) -> int:
    """Kill what is left of the session that a process led which is gone; return how many.

    A number stays taken while its session has members, so they are that process's own.
    """
    killed = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            ours = os.getsid(process.pid) == session and process.create_time() > started - 2
            if ours and is_alive(process.pid):
                process.kill()
                killed.append(process)
    psutil.wait_procs(killed, PATIENCE)
    return len(killed)


def is_same(pid: int, started: float) -> bool:
    """Whether `pid` is still the process that started then, and no later one of that number."""
    try:
        return is_alive(pid) and abs(psutil.Process(pid).create_time() - started) < 2
    except psutil.Error:
        return False


def is_alive(pid: int) -> bool:
    """Whether `pid` still runs; what waits for a parent that never asks counts as gone."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def stop_process(pid: int, stop_signal: signal.Signals) -> None:
    """Ask a process (not necessarily a child) to stop, wait, and kill its group past PATIENCE."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, stop_signal)
    deadline = time.monotonic() + PATIENCE
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
