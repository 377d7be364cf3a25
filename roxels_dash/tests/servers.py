"""The servers of a test run, in a folder that goes when the run ends."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from roxels_dash.embedded.environment import Environment
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.postgres import Postgres
from roxels_dash.embedded.servers import OWNER, Servers
from roxels_dash.embedded.supervisor import Supervisor

# Of each: one for the first process and one for every process of xdist.
SHARES = 17

# A test run's data need not survive a power cut.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "120",
}


class TestServers:
    """PostgreSQL, Valkey and S3 for one test run; any number of runs may go on side by side."""

    __test__ = False

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="roxels-test-"))
        # Root's PostgreSQL runs as somebody else, who has to pass through.
        self._folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        # Kept, since tests search what servers write for what they should not.
        self._written = (self._folder / "servers.log").open("w", encoding="utf-8")
        self._supervisor = Supervisor(Log(self._written), self._folder / "processes.json")
        self._postgres: Postgres | None = None

    def start(self) -> dict[str, str]:
        """Start them and return the environment variables that lead the settings to them."""
        environment = Environment(self._folder / "env")
        environment.complete()
        servers = Servers.at(self._folder, environment, FAST)
        try:
            servers.s3.prepare(*(share_of_bucket(number) for number in range(SHARES)))
            servers.start(self._supervisor, environment)
        except BaseException:
            self.stop()
            raise
        self._postgres = servers.postgres
        with servers.postgres.connect() as connection:
            # For emptying.py; the app role, which tests run as, has no such right.
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
        mail, static = self._folder / "mail", self._folder / "static"
        mail.mkdir()
        static.mkdir()
        return {
            **environment.values,
            **servers.addresses(environment),
            "ENV_FILE": os.devnull,
            "EMAIL_FILE_PATH": str(mail),
            "STATIC_ROOT": str(static),
            "TEST_VALKEY": servers.valkey.url(0).removesuffix("/0"),
        }

    def restart_postgres(self, down: float) -> None:
        """Stop the database's server as an operator does, and start it again, seconds later."""
        assert self._postgres
        self._supervisor.restart("postgres", down).wait_until(self._postgres.is_ready)

    def stop(self) -> None:
        """Stop them and remove what they wrote."""
        self._supervisor.stop()
        self._written.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def share_of_bucket(number: int) -> str:
    return f"roxels-test-{number}"


def take_own_share(environment: Mapping[str, str]) -> dict[str, str]:
    """Variables that keep the test processes of one run apart in Valkey and S3.

    pytest-django does the same for the database.
    """
    name = environment.get("PYTEST_XDIST_WORKER", "")
    number = int(name.removeprefix("gw")) + 1 if name else 0
    if number >= SHARES:
        raise ValueError(f"At most {SHARES - 1} test processes, please.")
    valkey = environment["TEST_VALKEY"]
    return {
        "CACHE_URL": f"{valkey}/{2 * number}",
        "CELERY_BROKER_URL": f"{valkey}/{2 * number + 1}",
        "S3_BUCKET": share_of_bucket(number),
    }
