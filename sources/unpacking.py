"""What lies in a file, as a stream that is counted on its way: plain, from gzip, or from a zip."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, cast

_PIECE = 128 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # The others unpack without a limit.


class TooMuch(Exception):
    """It unpacks to more than was allowed."""


class _Counted(io.RawIOBase):
    def __init__(
        self, inner: io.BufferedIOBase, most: int | None, watch: Callable[[], None]
    ) -> None:
        self._inner = inner
        self._left = most
        self._watch = watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Raises TooMuch, and whatever `watch` does."""
        self._watch()
        count = self._inner.readinto1(buffer)
        if self._left is not None:
            self._left -= count
            if self._left < 0:
                raise TooMuch
        return count


def unpacked(
    raw: io.BufferedReader, is_gzip: bool, most: int | None, watch: Callable[[], None]
) -> io.BufferedReader:
    """Return the stream of `raw`'s content; `watch` is called for each piece of it.

    Reading raises TooMuch past `most` bytes, and what `watch` raises.
    """
    inner = cast(io.BufferedIOBase, gzip.GzipFile(fileobj=raw)) if is_gzip else raw
    return io.BufferedReader(_Counted(inner, most, watch), _PIECE)


class _Careful:
    """An archive's file of which no piece may be larger than `most`: not its list of files either.

    A list of half a gigabyte would become ten of objects before the first file is asked for.
    """

    def __init__(self, raw: io.BufferedReader, most: int) -> None:
        self._raw = raw
        self._most = most
        self.seek, self.tell, self.seekable = raw.seek, raw.tell, raw.seekable

    def read(self, size: int | None = -1) -> bytes:
        size = self._most if size is None or size < 0 else size
        if size > self._most:
            raise zipfile.BadZipFile
        return self._raw.read(size)


def members(raw: io.BufferedReader, suffix: str, most: int) -> Iterator[bytes | None]:
    """Yield the content of each file of an archive whose name ends so, `most` + 1 bytes of it.

    None is the last where the archive is damaged, whatever its reader raises for that.
    """
    try:
        with zipfile.ZipFile(cast(IO[bytes], _Careful(raw, most + 1))) as archive:
            for member in archive.infolist():
                if not member.filename.endswith(suffix):
                    continue
                if member.compress_type not in _METHODS:
                    raise NotImplementedError
                with archive.open(member) as packed:
                    text = packed.read(most + 1)
                yield text
    except Exception:
        yield None


# A file's own header in an archive: signature, flags, method, packed size, lengths of name and
# what else stands before the content.
_HEADER = struct.Struct("<4s2xHH8xI4xHH")
_SIGNATURE = b"PK\x03\x04"
_SECRET, _SIZE_FOLLOWS = 1, 8  # flags
_UNKNOWN = 0xFFFFFFFF  # Its size stands elsewhere.


def members_begun(text: bytes, suffix: str, most: int) -> Iterator[bytes]:
    """Yield the content of the files of an archive whose name ends so, of which only the beginning
    is here: as far as they are whole in it, and none of more than `most` bytes.

    The archive's list stands at its end, so these are found by their own headers.
    """
    at = 0
    while (at := text.find(_SIGNATURE, at)) >= 0 and len(text) >= at + _HEADER.size:
        _, flags, method, size, *lengths = _HEADER.unpack_from(text, at)
        named = at + _HEADER.size
        at = named + sum(lengths)
        if flags & _SECRET or size == _UNKNOWN or method not in _METHODS:
            return
        if method == zipfile.ZIP_STORED:
            content, end = text[at : at + size], at + size
            is_whole = end <= len(text) and size <= most and not flags & _SIZE_FOLLOWS
        else:
            content, end, is_whole = _inflated(text, at, most)
        if not is_whole:
            return
        if text[named : named + lengths[0]].endswith(suffix.encode()):
            yield content
        at = end


def _inflated(text: bytes, at: int, most: int) -> tuple[bytes, int, bool]:
    """Return what is packed from there on, where it ends, and whether it does within `most`."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(memoryview(text)[at:], most + 1)
    except zlib.error:
        return b"", at, False
    return content, len(text) - len(stream.unused_data), stream.eof and len(content) <= most
