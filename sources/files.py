"""Reading records from files that anybody may have made: JSON Lines or a JSON array, plain or gzip.

Nothing here raises for what is in a file: an entry that cannot be read is a `Problem` and the
next one follows.
"""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count as count_from
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import pydantic_core

from sources.unpacking import TooMuch, members, members_begun, unpacked

STDIN = "-"
LONGEST = 64 * 1024 * 1024  # bytes of one line, or of a whole JSON array
MOST_OBJECTS = 1_000_000  # objects and lists in it, which take a hundred times their two bytes
_MOST_VALUES = 4_000_000
BYTES_OF_OBJECT = 100  # about
_BEGINNING = 1024 * 1024  # bytes, unpacked, that a look at the first entries takes
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_SWELLS = "unpacks to far more than its size; nothing after this is read"
_FULL = "holds too many values"


@dataclass(frozen=True, slots=True)
class Entry:
    """One JSON value; `line` counts from 1 (in an array: which entry).

    `size`: its bytes, or about those that its objects take here where that is more.
    """

    line: int
    value: Any
    size: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read; `reason` holds nothing of the content."""

    line: int
    reason: str


class Source:
    """One named file, one that is open, or standard input for `-`.

    `most`: how many bytes of it are read, unpacked; any number where it is null. `watch` is called
    with `bytes_read` while it is read; what it raises ends the reading.
    """

    def __init__(
        self,
        given: str | IO[bytes],
        *,
        most: int | None = None,
        watch: Callable[[int], None] | None = None,
    ) -> None:
        self._most = most
        self._watch = watch
        name = given if isinstance(given, str) else "<file>"
        self.name = "<stdin>" if name == STDIN else name
        self._file = None if isinstance(given, str) else given
        self._path = None if self._file is not None or name == STDIN else Path(name)
        self._raw: io.BufferedReader | None = None

    def fault(self) -> str | None:
        """Return why the file cannot be read, or null; nothing is read yet."""
        if self._path is None or self._path.is_fifo():
            return None  # A pipe that is opened twice has lost its writer.
        if self._path.is_dir():
            return "is a folder"
        try:
            self._path.open("rb").close()
        except FileNotFoundError:
            return "does not exist"
        except OSError as error:
            return f"cannot be opened ({error.strerror})"
        return None

    @property
    def size(self) -> int:
        """Bytes on disk; 0 where nobody knows."""
        return self._path.stat().st_size if self._path and self._path.is_file() else 0

    @property
    def bytes_read(self) -> int:
        """How far reading has come, in bytes on disk."""
        is_told = self._path is not None or self._file is not None
        return self._raw.tell() if self._raw is not None and is_told else 0

    def lines(self) -> Iterator[Entry | Problem]:
        """Yield each line's JSON value; blank lines are passed over."""
        return self._told(read_lines)

    def entries(self) -> Iterator[Entry | Problem]:
        """Yield the items of a JSON array, or each line's value where the file is not one."""
        return self._told(lambda stream: (_array if _is_array(stream) else read_lines)(stream))

    def first(self, count: int) -> list[Entry]:
        """Return the first entries of a file of which the beginning alone may be here."""
        found: Iterator[Entry | Problem]
        with self._open() as raw:
            if _is_zip(raw):
                found = map(_parse, count_from(1), members_begun(raw.read(), ".json", _BEGINNING))
            else:
                stream = unpacked(raw, _is_gzip(raw), _BEGINNING, lambda: None)
                found = _array_begun(stream) if _is_array(stream) else read_lines(stream)
            return list(islice((each for each in found if isinstance(each, Entry)), count))

    def _told(
        self, read: Callable[[io.BufferedReader], Iterator[Entry | Problem]]
    ) -> Iterator[Entry | Problem]:
        with self._open() as raw:
            if _is_zip(raw):
                yield from _zipped(raw, self._most, self._look)
            else:
                yield from read(unpacked(raw, _is_gzip(raw), self._most, self._look))

    def _look(self) -> None:
        if self._watch is not None:
            self._watch(self.bytes_read)

    @contextmanager
    def _open(self) -> Iterator[io.BufferedReader]:
        if self._file is not None:
            self._file.seek(0)
            raw = cast(io.BufferedReader, self._file)
        elif self._path is None:
            raw = cast(io.BufferedReader, sys.stdin.buffer)
        else:
            raw = self._path.open("rb")
        self._raw = raw
        try:
            yield raw
        finally:
            self._raw = None
            if self._path is not None:
                raw.close()


def read_lines(stream: IO[bytes]) -> Iterator[Entry | Problem]:
    """Yield each line's JSON value; blank lines are passed over."""
    number = 0
    try:
        while text := stream.readline(LONGEST + 1):
            number += 1
            if len(text) > LONGEST and not text.endswith(b"\n"):
                _skip_line(stream)
                yield Problem(number, f"is longer than {LONGEST // 1024 // 1024} MB")
                continue
            text = text.removeprefix(_BYTE_ORDER_MARK) if number == 1 else text
            if text.strip():
                yield _parse(number, text)
    except TooMuch:
        yield Problem(number + 1, _SWELLS)
    except EOFError:
        yield Problem(number + 1, "the compressed file ends early; what follows is missing")
    except (gzip.BadGzipFile, zlib.error):
        yield Problem(number + 1, "the compressed file is damaged; nothing after this can be read")
    except OSError as error:
        yield Problem(number + 1, f"the file cannot be read further ({error.strerror})")


def _skip_line(stream: IO[bytes]) -> None:
    while (piece := stream.readline(1 << 20)) and not piece.endswith(b"\n"):
        pass


def _parse(number: int, text: bytes) -> Entry | Problem:
    objects = objects_in(text)
    if objects is None:
        return Problem(number, _FULL)
    try:
        text.decode()  # says which byte it is; the JSON reader would not
    except UnicodeDecodeError as error:
        return Problem(number, f"is not UTF-8 (byte {error.start + 1})")
    try:
        value = pydantic_core.from_json(text, allow_inf_nan=False)
    except ValueError as error:
        return Problem(number, f"is not JSON ({str(error).replace(' line 1', '')})")
    if not isinstance(value, dict):
        return Problem(number, "is not a JSON object")
    return Entry(number, value, max(len(text), objects * BYTES_OF_OBJECT))


def objects_in(text: bytes) -> int | None:
    """Return about how many objects and lists are in it, null where it is too full to be read."""
    objects = text.count(b"{") + text.count(b"[")
    return None if objects > MOST_OBJECTS or text.count(b",") > _MOST_VALUES else objects


def _is_gzip(raw: io.BufferedReader) -> bool:
    return raw.peek(2)[:2] == _GZIP


def _is_zip(raw: io.BufferedReader) -> bool:
    """Whether it is an archive on disk: its list of files stands at its end."""
    return raw.seekable() and raw.peek(4)[:4] == _ZIP


def _zipped(
    raw: io.BufferedReader, most: int | None, look: Callable[[], None]
) -> Iterator[Entry | Problem]:
    """Yield the value of each `.json` file in an archive; the lines are counted as files."""
    read = 0
    for number, text in enumerate(members(raw, ".json", LONGEST), 1):
        look()
        if text is None:
            yield Problem(number, "the archive is damaged; what follows cannot be read")
            return
        read += len(text)
        if most is not None and read > most:
            yield Problem(number, _SWELLS)
            return
        if len(text) > LONGEST:
            yield Problem(number, f"is longer than {LONGEST // 1024 // 1024} MB")
        else:
            yield _parse(number, text)


def _is_array(stream: io.BufferedReader) -> bool:
    try:
        head = stream.peek(1024)
    except (EOFError, OSError, zlib.error):
        return False
    return head.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"["


def _array(stream: io.BufferedReader) -> Iterator[Entry | Problem]:
    try:
        text = stream.read(LONGEST + 1)
    except TooMuch:
        yield Problem(1, _SWELLS)
        return
    except (EOFError, OSError, zlib.error):
        yield Problem(1, "the file ends early or is damaged")
        return
    if len(text) > LONGEST:
        yield Problem(1, f"is one array longer than {LONGEST // 1024 // 1024} MB; use JSON Lines")
        return
    if objects_in(text) is None:
        yield Problem(1, f"is one array that {_FULL}; use JSON Lines")
        return
    try:
        items = pydantic_core.from_json(text.removeprefix(_BYTE_ORDER_MARK), allow_inf_nan=False)
    except ValueError as error:
        yield Problem(1, f"is not JSON ({error})")
        return
    yield from _items(items)


def _array_begun(stream: io.BufferedReader) -> Iterator[Entry | Problem]:
    """Yield the items that are whole: where the end is missing, the last one may have been cut."""
    text = bytearray()
    try:
        while piece := stream.read1(1 << 14):
            text += piece
    except (TooMuch, EOFError, OSError, zlib.error):
        pass
    given = bytes(text).removeprefix(_BYTE_ORDER_MARK)
    with suppress(ValueError):
        try:
            items = pydantic_core.from_json(given, allow_inf_nan=False)
        except ValueError:
            items = pydantic_core.from_json(given, allow_inf_nan=False, allow_partial=True)[:-1]
        yield from _items(items)


def _items(items: list[Any]) -> Iterator[Entry | Problem]:
    for number, value in enumerate(items, 1):
        if isinstance(value, dict):
            yield Entry(number, value, 0)
        else:
            yield Problem(number, "is not a JSON object")
