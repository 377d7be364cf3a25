"""The servers of a benchmark: PostgreSQL, Valkey and S3 over its data, and the pages."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil

from bench.places import secret_key
from roxels_dash.embedded import ports, programs, survivors
from roxels_dash.embedded.__main__ import lock, own_folder
from roxels_dash.embedded.environment import Environment
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process
from roxels_dash.embedded.servers import Servers
from roxels_dash.embedded.supervisor import Supervisor

# A load that breaks off is begun anew, so it need not survive a power cut.
LOADING = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "maintenance_work_mem": "768MB",
}


def serving() -> dict[str, str]:
    """PostgreSQL's settings for reading, sized as a manual would for a machine of our own."""
    megabytes = psutil.virtual_memory().total // 1024**2
    return {
        "shared_buffers": f"{min(megabytes // 5, 8192)}MB",
        "effective_cache_size": f"{megabytes // 2}MB",
        "autovacuum": "off",  # Everything was vacuumed; a run in the middle would be noise.
    }


@dataclass(frozen=True)
class Web:
    """One web server: its port, and the process that started all of its others."""

    port: int
    pid: int


@dataclass
class Stack:
    """Running servers. `variables` lead a process's settings to them."""

    folder: Path
    variables: dict[str, str]
    supervisor: Supervisor
    port: int

    @property
    def owner_url(self) -> str:
        return self.variables["DATABASE_OWNER_URL"]

    def manage(self, *arguments: str) -> None:
        """Run a manage.py command as the database's owner."""
        owner = {**self.variables, "DATABASE_URL": self.owner_url}
        self.supervisor.run(programs.manage(arguments[0], *arguments, environment=owner))

    @property
    def session(self) -> str:
        """The reader's session; see `bench_prepare`."""
        return (self.folder / "session").read_text()

    @property
    def api_key(self) -> str:
        return (self.folder / "api-key").read_text()

    def start_web(self) -> None:
        """Start the pages as `make run` does, and wait for the first one."""
        self.manage("collectstatic", "--noinput", "--clear", "--verbosity=0")
        self._start_web(self.port, None)

    def start_one_worker(self) -> Web:
        """Start the pages once more, with one process that answers."""
        port = ports.free_port()
        return Web(port, self._start_web(port, 1).pid)

    def _start_web(self, port: int, workers: int | None) -> Process:
        web = self.supervisor.start(programs.web(port, self.variables, workers))
        web.wait_until(lambda: _answers(port))
        return web


def _answers(port: int) -> bool:
    try:
        return bool(urlopen(f"http://localhost:{port}/", timeout=20).status == 200)
    except HTTPError:
        raise
    except OSError:
        return False


@contextmanager
def running(folder: Path, settings: Mapping[str, str], log: Log) -> Iterator[Stack]:
    """Servers over the data in `folder`, with the schema up to date; they stop at the end."""
    folder = own_folder(folder)
    record = folder / "processes.json"
    supervisor = Supervisor(log, record)
    with lock(folder):
        survivors.stop_survivors(record)
        try:
            environment = Environment(folder / "env")
            environment.complete()
            environment.values["SECRET_KEY"] = secret_key()
            port = ports.free_port()
            environment.set_address(f"http://localhost:{port}")
            environment.values["EMAIL_FILE_PATH"] = str(folder / "mail")
            environment.values["STATIC_ROOT"] = str(folder / "static")
            servers = Servers.at(folder, environment, settings)
            environment.values |= servers.addresses(environment)
            environment.write()
            servers.start(supervisor, environment)
            own = {"DJANGO_SETTINGS_MODULE": "bench.settings"}
            stack = Stack(folder, {**environment.for_children(), **own}, supervisor, port)
            stack.manage("migrate", "--noinput", "--verbosity=0")
            yield stack
        finally:
            supervisor.stop()


def enter(stack: Stack) -> None:
    """Make this process's own Django one of the stack's, too; once in a process."""
    import django

    os.environ.update(stack.variables)
    django.setup()
