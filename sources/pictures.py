"""Captures beside the records of an import: a folder or an archive, and a list of what is in it.

Nothing is ever unpacked: a picture is read by its name, and no more of it than one may have. So
neither a name that leads elsewhere nor an archive that swells can do harm.
"""

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from django.conf import settings

from intake.domain import Refusal
from sources.files import LONGEST, Entry, Problem, read_lines

MANIFEST = "frames.jsonl"
MOST_MEMBERS = 1_000_000
# A tar has to be read to its end to know what is in it; pictures are packed already.
_MOST_SWELLING, _SPARE_BYTES = 100, 100 * 1024 * 1024

_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError,
           NotImplementedError, RuntimeError)  # fmt: skip


class NoPictures(Exception):
    """The folder or archive cannot be used; the message reads on from its name."""


class _Shelf(Protocol):
    """Where pictures stand: what opens one by its name, or None where there is none."""

    def open(self, name: PurePosixPath) -> IO[bytes] | None: ...

    def close(self) -> None: ...


class Pictures:
    """The captures in a folder, a zip or a tar (plain or gzip), named by `frames.jsonl` in it."""

    def __init__(self, path: str) -> None:
        """Open it. Raises NoPictures."""
        self.name = f"{path}/{MANIFEST}"
        self._shelf = _shelf(Path(path))
        if self._open(MANIFEST) is None:
            self._shelf.close()
            raise NoPictures(f"holds no {MANIFEST}")

    def lines(self) -> Iterator[Entry | Problem]:
        """Yield what the list names, line by line.

        It is read as a whole first: whoever asks for more lines does so beside reading pictures.
        """
        try:
            with self._open(MANIFEST) or io.BytesIO() as stream:
                text = stream.read(LONGEST + 1)
        except _BROKEN:
            yield Problem(1, "the archive is damaged")
            return
        if len(text) > LONGEST:
            yield Problem(1, f"is longer than {LONGEST // 1024 // 1024} MB")
            return
        yield from read_lines(io.BytesIO(text))

    def read(self, name: str) -> bytes:
        """Return a picture's bytes. Raises Refusal, of the field `file`."""
        most = settings.FRAMES_MAX_BYTES
        try:
            stream = self._open(name)
            if stream is None:
                raise Refusal("file", "is not there")
            with stream:
                data = stream.read(most + 1)
        except _BROKEN:
            raise Refusal("file", "cannot be read from the archive") from None
        if len(data) > most:
            raise Refusal("file", f"is larger than {most:,} bytes")
        return data

    def close(self) -> None:
        self._shelf.close()

    def _open(self, name: str) -> IO[bytes] | None:
        path = _inside(name)
        if path is None:
            raise Refusal("file", "leads out of the folder")
        return self._shelf.open(path)


def _inside(name: str) -> PurePosixPath | None:
    """Return the path within, None for one that leads out or is none."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\x00" in name:
        return None
    return path if path.parts else None


def _shelf(path: Path) -> _Shelf:
    try:
        if path.is_dir():
            return _Folder(path)
        if not path.exists():
            raise NoPictures("does not exist")
        if zipfile.is_zipfile(path):
            return _Zip(path)
        return _Tar(path)
    except _BROKEN as error:
        if isinstance(error, OSError) and error.strerror:
            raise NoPictures(f"cannot be opened ({error.strerror})") from None
        raise NoPictures("is no folder, and no .zip or .tar that can be read") from None


class _Folder:
    def __init__(self, path: Path) -> None:
        self._root = path.resolve()

    def open(self, name: PurePosixPath) -> IO[bytes] | None:
        path = (self._root / name).resolve()
        if not path.is_relative_to(self._root):  # By a link.
            raise Refusal("file", "leads out of the folder")
        return path.open("rb") if path.is_file() else None

    def close(self) -> None:
        """A folder needs no closing."""


class _Zip:
    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        members = self._archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise NoPictures(f"holds more than {MOST_MEMBERS:,} files")
        self._members = {
            inside: member
            for member in members
            if not member.is_dir() and (inside := _inside(member.filename)) and _is_file(member)
        }

    def open(self, name: PurePosixPath) -> IO[bytes] | None:
        member = self._members.get(name)
        return self._archive.open(member) if member else None

    def close(self) -> None:
        self._archive.close()


def _is_file(member: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind in (0, stat.S_IFREG)


class _Tar:
    def __init__(self, path: Path) -> None:
        self._archive = tarfile.open(path)  # noqa: SIM115
        most = path.stat().st_size * _MOST_SWELLING + _SPARE_BYTES
        self._members: dict[PurePosixPath, tarfile.TarInfo] = {}
        total = 0
        for number, member in enumerate(self._archive):
            total += member.size
            if number >= MOST_MEMBERS or total > most:
                raise NoPictures("swells to more than any pictures would")
            if member.isfile() and (inside := _inside(member.name)):
                self._members[inside] = member

    def open(self, name: PurePosixPath) -> IO[bytes] | None:
        member = self._members.get(name)
        return self._archive.extractfile(member) if member else None

    def close(self) -> None:
        self._archive.close()
