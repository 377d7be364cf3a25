"""A folder for what a library writes beside: it ends with the export, or soon after its worker.

XlsxWriter keeps the rows of a workbook in files that have a name until the workbook is whole. Who
is killed meanwhile would leave them; the next who makes exports, or looks for some, removes them.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "roxels-export-"


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield an empty folder that only this process reads, and remove it with all that is in it."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        held = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)  # The system lets go of it with the process.
            yield Path(name)
        finally:
            os.close(held)


def sweep() -> int:
    """Remove the folders of processes that are no more; return how many there were.

    One that was made this moment and is not held yet is still empty: whatever is in one is kept.
    """
    swept = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        swept += _remove_left(folder)
    return swept


def _remove_left(folder: Path) -> bool:
    try:
        held = os.open(folder, os.O_RDONLY)
    except OSError:  # Somebody else removed it.
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not any(folder.iterdir()):
            return False
        shutil.rmtree(folder, ignore_errors=True)
        return True
    except OSError:  # It is held.
        return False
    finally:
        os.close(held)
