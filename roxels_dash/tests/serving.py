"""The web server that runs in production, over a test's database: granian, in its own processes."""

import os
import signal
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from roxels_dash.embedded import ports, programs
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process

STARTS_WITHIN = 120
# Whoever wants to join a session gets a token for this one; nobody calls it.
LIVEKIT = {
    "LIVEKIT_URL": "wss://livekit.example.com",
    "LIVEKIT_API_KEY": "APItest",
    "LIVEKIT_API_SECRET": "a secret that only the tests' own LiveKit server would know",
}


def database_url() -> str:
    """The address of the database that the tests are run in."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def analyze(table: str) -> None:
    """Tell the planner what was committed to a table, as autovacuum does; only its owner may.

    What other tests rolled back lies in the table as well: without it the plan is theirs.
    """
    owner = make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"])
    with psycopg.connect(owner, autocommit=True) as cursor:
        cursor.execute(SQL("ANALYZE {}").format(Identifier(table)))


class WebServer:
    """granian at `url`, always on the same port. It sees what is committed, and nothing else."""

    def __init__(self) -> None:
        self._port = ports.free_port()
        self.url = f"http://{ports.HOST}:{self._port}"
        own = {"BASE_URL": self.url, "DATABASE_URL": database_url(), **LIVEKIT}
        self._program = programs.web(self._port, {**os.environ, **own})
        self._process: Process | None = None

    def start(self, log: Log | None = None) -> "WebServer":
        """Start it, in the main thread, and wait until it listens. `log`: what it writes to."""
        self._process = Process(self._program, log or Log(quiet=True))
        self._process.wait_until(lambda: ports.answers(self._port), STARTS_WITHIN)
        return self

    def kill(self) -> None:
        """End all of its processes at once, by SIGKILL: none has a word in it."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.end()

    def stop(self) -> None:
        """Let it end as it does on a good day."""
        if self._process:
            self._process.ask_to_stop()
            self._process.end()
