"""The programs of the project itself, as the stack runs them."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from roxels_dash.embedded import ports
from roxels_dash.embedded.process import Program

ROOT = Path(__file__).resolve().parents[2]
SHORT, LONG = "roxels", "roxels-long"  # queues, as roxels_dash/celery.py names them


def manage(name: str, *arguments: str, environment: Mapping[str, str]) -> Program:
    """A manage.py command that ends by itself; `name` is what the log calls it."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return Program(name, command, environment)


def web(port: int, environment: Mapping[str, str], workers: int | None = None) -> Program:
    """The pages and the API, by as many processes as there is room for, or by `workers`.

    No access log: an address may hold what somebody searched for.
    """
    options = {
        "interface": "wsgi",
        "host": ports.HOST,
        "port": port,
        "workers": workers or min(2, os.cpu_count() or 1),
        "blocking-threads": 4,
        "workers-kill-timeout": 5,
        "process-name": "roxels-web",
        "working-dir": ROOT,
    }
    command = [sys.executable, "-m", "granian", "roxels_dash.wsgi:application"]
    command += [f"--{name}={value}" for name, value in options.items()]
    command += ["--respawn-failed-workers", "--no-ws"]
    return Program("web", command, environment)


def worker(environment: Mapping[str, str]) -> Program:
    """A Celery worker for what is through in moments: erasures above all."""
    return _worker("worker", environment, SHORT, concurrency=2)


def long_worker(environment: Mapping[str, str]) -> Program:
    """One for imports, pulls and exports: as many at once as the settings allow by default."""
    return _worker("long", environment, LONG, concurrency=3)


def any_worker(environment: Mapping[str, str]) -> Program:
    """One for everything, as a small server has it."""
    return _worker("worker", environment, f"{SHORT},{LONG}", concurrency=2)


def _worker(name: str, environment: Mapping[str, str], queues: str, concurrency: int) -> Program:
    """Asked to stop, it gives tasks five seconds and hands back the others."""
    command = [*celery("worker"), "--pool=prefork", f"--concurrency={concurrency}"]
    command += [f"--queues={queues}", f"--hostname={name}@%h"]
    command += ["--loglevel=INFO", "--without-gossip", "--without-mingle"]
    return Program(
        name,
        command,
        {**environment, "REMAP_SIGTERM": "SIGQUIT"},
        # With the runner its broker dies too, and a worker that is asked nicely waits for that.
        # Tasks are handed out again, so nothing is lost.
        orphan_signal=signal.SIGKILL,
    )


def sender(environment: Mapping[str, str]) -> Program:
    """The process that sends outputs; asked to stop, it lets its requests end (15 s at most)."""
    command = [sys.executable, str(ROOT / "manage.py"), "run_sender"]
    return Program("sender", command, environment, orphan_signal=signal.SIGKILL, patience=25)


def beat(folder: Path, environment: Mapping[str, str]) -> Program:
    """The one clock of the stack; its schedule file is in `folder`."""
    command = [*celery("beat"), f"--schedule={folder / 'beat'}", "--pidfile=", "--loglevel=INFO"]
    return Program("beat", command, environment)


def celery(command: str) -> list[str]:
    """The start of a celery command line that works from any folder."""
    arguments = ["--quiet", f"--workdir={ROOT}", "--app=roxels_dash", command]
    return [sys.executable, "-m", "celery", *arguments]
