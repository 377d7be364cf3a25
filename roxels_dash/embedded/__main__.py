"""``python -m roxels_dash.embedded``: run the whole product in the foreground until told to stop.

Reads PORT (8000) and LOCAL_DIR (`.local` in the clone), where everything it writes goes. Ends with
code 0 when stopped, with 1 and one sentence when something is in the way.
"""

import fcntl
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from roxels_dash.embedded import ports, survivors
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.programs import ROOT
from roxels_dash.embedded.refusal import Refusal
from roxels_dash.embedded.stack import Stack
from roxels_dash.embedded.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody wants the stack to end."""


def main() -> int:
    """Start, watch, stop; return the exit code."""
    log = Log()
    try:
        folder = own_folder(Path(os.environ.get("LOCAL_DIR") or ROOT / ".local"))
        with lock(folder):
            return run(folder, log)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def run(folder: Path, log: Log) -> int:
    """Run the stack in a folder that is ours alone."""
    record = folder / "processes.json"
    supervisor = Supervisor(log, record)
    try:
        heed_signals()
        if survivors.stop_survivors(record):
            log.say("Stopped what an earlier run had left behind.")
        stack = Stack(folder, ports.web_port(os.environ.get("PORT") or "8000"), log, supervisor)
        stack.start()
        supervisor.watch()
    except StopRequested:
        log.say("Stopping …")
    finally:
        ignore_signals()
        supervisor.stop()
    log.say("Everything has stopped.")
    return 0


def own_folder(folder: Path) -> Path:
    """The folder for everything we write, made if need be; nobody else may list it.

    Root's PostgreSQL runs as another user, who has to pass through.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        folder.chmod(mode)
        (folder / "mail").mkdir(mode=0o700, exist_ok=True)
        (folder / "writable").touch()
        (folder / "writable").unlink()
    except OSError as error:
        raise Refusal(f"Cannot write to the folder {folder}: {error.strerror}.") from None
    return folder.resolve()


def lock(folder: Path) -> IO[str]:
    """Hold the folder's lock for as long as the file is open; it goes with the process."""
    file = (folder / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        raise Refusal(
            f"Roxels Dash is already running from this folder (process {file.read().strip()})."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def heed_signals() -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal end the stack, wherever it is."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        ignore_signals()
        raise StopRequested

    for number in SIGNALS:
        signal.signal(number, stop)


def ignore_signals() -> None:
    """Stopping goes on to its end: it has its own time limits."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
