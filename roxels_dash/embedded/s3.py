"""An S3 server over a folder: `rclone serve s3`, which checks signatures and their expiry."""

import os
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from roxels_dash.embedded import ports
from roxels_dash.embedded.process import Program


@dataclass(frozen=True)
class S3:
    """One server: its data folder, its port on 127.0.0.1 and the one key it knows."""

    data: Path
    port: int
    key_id: str
    secret: str = field(repr=False)

    def prepare(self, *buckets: str) -> None:
        """Make the buckets: each is a folder in the data folder."""
        for folder in (self.data, *(self.data / bucket for bucket in buckets)):
            folder.mkdir(mode=0o700, exist_ok=True)

    def program(self) -> Program:
        """The server. Left to itself it would remove a bucket with its last object."""
        rclone = Path(sysconfig.get_path("scripts")) / "rclone"
        return Program(
            name="s3",
            command=[
                *(str(rclone), "serve", "s3", str(self.data), "--addr", self._address),
                *("--no-cleanup", "--log-level", "NOTICE"),
            ],
            # The key goes by the environment, since a command line is for all to see.
            environment={
                "RCLONE_AUTH_KEY": f'"{self.key_id},{self.secret}"',
                "RCLONE_CONFIG": os.devnull,
            },
            server=True,
        )

    @property
    def _address(self) -> str:
        return f"{ports.HOST}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self._address}"

    def is_ready(self) -> bool:
        """Whether it answers."""
        return ports.answers(self.port)
