"""The env file of the stack: made once with fresh secrets, then kept, and read by the settings too.

So that `manage.py …` by hand meets the running stack. Lines that somebody added stay.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from roxels_dash.embedded import ports

SECRETS = (
    "SECRET_KEY",
    "ENCRYPTION_KEYS",
    "EMBEDDED_POSTGRES_PASSWORD",
    "EMBEDDED_OWNER_PASSWORD",
    "EMBEDDED_APP_PASSWORD",
    "EMBEDDED_VALKEY_PASSWORD",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
)
PORTS = ("EMBEDDED_POSTGRES_PORT", "EMBEDDED_VALKEY_PORT", "EMBEDDED_S3_PORT")

HEADER = """\
# Made by `make run`, which keeps it up to date; manage.py reads it. It holds secrets.
# Lines you add stay. To migrate by hand: DATABASE_URL=$DATABASE_OWNER_URL manage.py migrate
"""


class Environment:
    """The variables in one env file (mode 0600), as text."""

    def __init__(self, path: Path) -> None:
        self.path = path
        read = dotenv_values(path, interpolate=False) if path.exists() else {}
        self.values = {name: value for name, value in read.items() if value is not None}

    def complete(self) -> None:
        """Make the secrets that are missing; find the servers' ports, the last ones if free."""
        for name in SECRETS:
            self.values.setdefault(name, secrets.token_urlsafe(32))
        # People type this one.
        self.values.setdefault("DEMO_PASSWORD", secrets.token_hex(8))
        for name in PORTS:
            last = self.values.get(name, "")
            port = ports.free_port(int(last) if last.isdigit() else None)
            while str(port) in [self.values.get(other) for other in PORTS if other != name]:
                port = ports.free_port()
            self.values[name] = str(port)

    def port(self, name: str) -> int:
        """The port under this name."""
        return int(self.values[name])

    def set_address(self, base_url: str) -> None:
        """Set where the pages are, which a changed PORT changes."""
        hosts = ["localhost", "127.0.0.1", "[::1]", urlsplit(base_url).hostname or "localhost"]
        self.values["BASE_URL"] = base_url
        self.values["ALLOWED_HOSTS"] = ",".join(dict.fromkeys(hosts))

    def write(self) -> None:
        """Write the file as a whole, readable by its owner alone."""
        draft = self.path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(HEADER)
            file.writelines(f"{name}={quoted(value)}\n" for name, value in self.values.items())
        draft.replace(self.path)

    def for_children(self) -> dict[str, str]:
        """What to add to a child's environment; it wins over what the shell has, as a whole.

        A DATABASE_URL exported for something else must not be what a demo is written to.
        """
        own = {"ENV_FILE": str(self.path), "DJANGO_SETTINGS_MODULE": "roxels_dash.settings"}
        return {**self.values, **own}


def quoted(value: str) -> str:
    """A value in single quotes, as a shell and python-dotenv both read it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
