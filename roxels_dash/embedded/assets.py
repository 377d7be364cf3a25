"""Static files, collected again only when their sources changed: collecting takes seconds."""

import os
from pathlib import Path

from roxels_dash.embedded.changes import digest_of

# Packages bring static files of their own, so a new lock counts as a change.
SOURCES = ("requirements.txt", "roxels_dash/settings.py", "web/static.py", "static", "*/static")


class Assets:
    """The collected static files in a folder, and a note beside it of what they were made from."""

    def __init__(self, folder: Path) -> None:
        self._note = folder.with_suffix(".made-from")
        self._folder = folder
        self._now = digest_of(SOURCES, os.environ.get("STATICFILES_BACKEND", ""))

    def are_current(self) -> bool:
        """Whether nothing has changed since they were collected."""
        return self._folder.is_dir() and self._note.exists() and self._note.read_text() == self._now

    def note(self) -> None:
        """Remember what they have just been made from."""
        self._note.write_text(self._now)
