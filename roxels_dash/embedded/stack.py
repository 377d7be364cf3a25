"""The order in which the stack comes up: servers, schema, web and worker, then the demo."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from roxels_dash.embedded import demo, programs, schema
from roxels_dash.embedded.assets import Assets
from roxels_dash.embedded.environment import Environment
from roxels_dash.embedded.logs import Log
from roxels_dash.embedded.process import Process
from roxels_dash.embedded.refusal import Refusal
from roxels_dash.embedded.servers import DATABASE, Servers
from roxels_dash.embedded.supervisor import Supervisor


class Stack:
    """Everything `make run` starts; all that it writes is in `folder`."""

    def __init__(self, folder: Path, port: int, log: Log, supervisor: Supervisor) -> None:
        self._folder = folder
        self._port = port
        self._log = log
        self._supervisor = supervisor
        self._environment = Environment(folder / "env")

    def start(self) -> None:
        """Bring everything up; returns when the first page answers and the sign-ins are tried."""
        self._began = time.monotonic()
        servers = self._start_servers()
        collecting = self._collect_assets()
        self._migrate(servers)
        if collecting:
            self._supervisor.finish(collecting)
            self._assets.note()
        web = self._start_web()
        self._seed(servers)
        web.wait_until(self._first_page_answers)
        people = self._try_sign_ins(servers)
        self._start_workers()
        self._welcome(people)

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _step(self, text: str) -> None:
        self._log.say(f"{self._elapsed():5.1f} s  {text} …")

    def _start_servers(self) -> Servers:
        environment = self._environment
        environment.complete()
        environment.set_address(f"http://localhost:{self._port}")
        environment.values["EMAIL_FILE_PATH"] = str(self._folder / "mail")
        # What receives outputs on the same machine, while somebody tries things out.
        environment.values.setdefault("OUTPUTS_ALLOWED_NETWORKS", "127.0.0.0/8,::1/128")
        environment.values.setdefault("OUTPUTS_ALLOW_HTTP", "true")
        environment.values.setdefault("DEMO_RECEIVER", "true")
        environment.values["STATIC_ROOT"] = str(self._folder / "static")
        servers = Servers.at(self._folder, environment)
        environment.values |= servers.addresses(environment)
        environment.write()
        self._variables = environment.for_children()
        self._step("Starting PostgreSQL, Valkey and S3")
        servers.start(self._supervisor, environment)
        return servers

    def _collect_assets(self) -> Process | None:
        """Collect static files, beside what follows, unless they are there already."""
        self._assets = Assets(self._folder / "static")
        if self._assets.are_current():
            return None
        return self._supervisor.start(
            programs.manage(
                "static",
                *("collectstatic", "--noinput", "--clear", "--verbosity=0"),
                environment=self._variables,
            )
        )

    def _migrate(self, servers: Servers) -> None:
        with servers.postgres.connect(DATABASE) as connection:
            if schema.is_current(connection):
                return
        self._step("Bringing the database's schema up to date")
        owner = {**self._variables, "DATABASE_URL": self._variables["DATABASE_OWNER_URL"]}
        self._supervisor.run(
            programs.manage("migrate", "migrate", "--noinput", "--verbosity=0", environment=owner)
        )
        with servers.postgres.connect(DATABASE) as connection:
            schema.remember(connection)

    def _seed(self, servers: Servers) -> None:
        with servers.postgres.connect(DATABASE) as connection:
            empty = demo.is_empty(connection)
        if empty:
            self._step("The database is empty: filling it with the demo")
            self._supervisor.run(programs.manage("demo", "seed_demo", environment=self._variables))

    def _start_web(self) -> Process:
        self._step("Starting web")
        return self._supervisor.start(programs.web(self._port, self._variables))

    def _start_workers(self) -> None:
        """After the pages, which somebody waits for; on two cores they would slow each other."""
        self._step("Starting workers, sender and beat")
        self._supervisor.start(programs.worker(self._variables))
        self._supervisor.start(programs.long_worker(self._variables))
        self._supervisor.start(programs.sender(self._variables))
        self._supervisor.start(programs.beat(self._folder, self._variables))

    def _first_page_answers(self) -> bool:
        try:
            return bool(urlopen(self._variables["BASE_URL"], timeout=20).status == 200)
        except HTTPError as error:
            raise Refusal(f"The first page answers with status {error.code}.") from None
        except OSError:
            return False

    def _try_sign_ins(self, servers: Servers) -> list[demo.SignIn]:
        """Sign in as each of the demo's people, the way a browser does."""
        with servers.postgres.connect(DATABASE) as connection:
            people = demo.people_in(connection)
        url, password = self._variables["BASE_URL"], self._variables["DEMO_PASSWORD"]
        with ThreadPoolExecutor(max_workers=2) as pool:
            problems = pool.map(lambda person: demo.sign_in(url, person[0], password), people)
            return [
                demo.SignIn(email, role, problem)
                for (email, role), problem in zip(people, problems, strict=True)
            ]

    def _welcome(self, people: list[demo.SignIn]) -> None:
        say = self._log.say
        say("")
        say(f"Roxels Dash is ready in {self._elapsed():.1f} s: {self._variables['BASE_URL']}/")
        if not all(person.problem for person in people):
            say(f"Sign in (tried just now) with the password {self._variables['DEMO_PASSWORD']}")
        for person in people:
            problem = person.problem and f"  ({person.problem})"
            say(f"  {person.email:<26} {person.role}{problem}")
        say("Ctrl-C stops everything; the data stays.")
        say("")
