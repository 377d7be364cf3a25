"""The three servers a stack stands on, started together and waited for together."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from roxels_dash.embedded.environment import Environment
from roxels_dash.embedded.postgres import Postgres
from roxels_dash.embedded.s3 import S3
from roxels_dash.embedded.supervisor import Supervisor
from roxels_dash.embedded.valkey import Valkey

DATABASE, OWNER, APP, BUCKET = "roxels", "roxels_owner", "roxels_app", "roxels"


@dataclass(frozen=True)
class Servers:
    """PostgreSQL, Valkey and S3 with their data in one folder."""

    postgres: Postgres
    valkey: Valkey
    s3: S3

    @classmethod
    def at(
        cls, folder: Path, environment: Environment, settings: Mapping[str, str] | None = None
    ) -> "Servers":
        """The servers whose data is in `folder`; `settings` are PostgreSQL's, over its own."""
        values = environment.values
        return cls(
            Postgres(
                folder / "postgres",
                environment.port("EMBEDDED_POSTGRES_PORT"),
                values["EMBEDDED_POSTGRES_PASSWORD"],
                settings or {},
            ),
            Valkey(
                folder / "valkey",
                environment.port("EMBEDDED_VALKEY_PORT"),
                values["EMBEDDED_VALKEY_PASSWORD"],
            ),
            S3(
                folder / "s3",
                environment.port("EMBEDDED_S3_PORT"),
                values["S3_ACCESS_KEY_ID"],
                values["S3_SECRET_ACCESS_KEY"],
            ),
        )

    def start(self, supervisor: Supervisor, environment: Environment) -> None:
        """Start them, wait until each is ready, and make the roles, database and bucket."""
        self.postgres.prepare()
        self.valkey.prepare()
        self.s3.prepare(BUCKET)
        for server in (self.postgres, self.valkey, self.s3):
            process = supervisor.start(server.program())
            process.wait_until(server.is_ready)
        values = environment.values
        self.postgres.provide(
            DATABASE,
            (OWNER, values["EMBEDDED_OWNER_PASSWORD"]),
            (APP, values["EMBEDDED_APP_PASSWORD"]),
        )

    def addresses(self, environment: Environment) -> dict[str, str]:
        """The settings' variables that lead to these servers."""
        values, postgres = environment.values, self.postgres
        return {
            "DATABASE_URL": postgres.url(APP, values["EMBEDDED_APP_PASSWORD"], DATABASE),
            "DATABASE_OWNER_URL": postgres.url(OWNER, values["EMBEDDED_OWNER_PASSWORD"], DATABASE),
            "DATABASE_APP_ROLE": APP,
            "CACHE_URL": self.valkey.url(0),
            "CELERY_BROKER_URL": self.valkey.url(1),
            "S3_ENDPOINT_URL": self.s3.url,
            "S3_BUCKET": BUCKET,
        }
