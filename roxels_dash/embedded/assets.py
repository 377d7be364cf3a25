"""Static files, collected again only when their sources changed: collecting takes seconds."""

import hashlib
import os
from pathlib import Path

from roxels_dash.embedded.programs import ROOT

# Packages bring static files of their own, so a new lock counts as a change.
SOURCES = ("requirements.txt", "roxels_dash/settings.py", "web/static.py", "static", "*/static")


def fingerprint() -> str:
    """A digest of every source's path, size and time of change."""
    digest = hashlib.sha256(os.environ.get("STATICFILES_BACKEND", "").encode())
    for pattern in SOURCES:
        for source in sorted(ROOT.glob(pattern)):
            for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
                facts = path.stat()
                digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Assets:
    """The collected static files in a folder, and a note beside it of what they were made from."""

    def __init__(self, folder: Path) -> None:
        self._note = folder.with_suffix(".made-from")
        self._folder = folder
        self._now = fingerprint()

    def are_current(self) -> bool:
        """Whether nothing has changed since they were collected."""
        return self._folder.is_dir() and self._note.exists() and self._note.read_text() == self._now

    def note(self) -> None:
        """Remember what they have just been made from."""
        self._note.write_text(self._now)
