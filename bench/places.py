"""Where a benchmark keeps its data, and the note that says it is complete."""

import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from roxels_dash.embedded.programs import ROOT


@dataclass(frozen=True)
class Loaded:
    """What a finished load has left: its size, its last instant, and how long each step took."""

    scale: int
    ends_at: str
    seconds: dict[str, float]

    @property
    def end(self) -> datetime:
        return datetime.fromisoformat(self.ends_at)


def results_folder() -> Path:
    """Where results are written, and each size's data beside them."""
    return Path(os.environ.get("LOCAL_DIR") or ROOT / ".local") / "bench"


def data_folder(scale: int) -> Path:
    return results_folder() / str(scale)


def secret_key() -> str:
    """Return the key that all sizes share, so that one process can sign the cursors of both."""
    path = results_folder() / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()


def read_note(folder: Path) -> Loaded | None:
    """Return the note of a finished load, None where there is none."""
    path = folder / "loaded.json"
    return Loaded(**json.loads(path.read_text())) if path.exists() else None


def write_note(folder: Path, loaded: Loaded) -> None:
    (folder / "loaded.json").write_text(json.dumps(asdict(loaded), indent=2))


def remove_unfinished(folder: Path) -> None:
    """Take away what a broken-off load has left: nobody can tell what is missing of it."""
    if read_note(folder) is None:
        shutil.rmtree(folder / "postgres", ignore_errors=True)
