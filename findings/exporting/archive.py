"""A zip archive that is written from its beginning to its end, in the same memory however many.

`zipfile` keeps a list of all that it wrote to the end, a kilobyte an entry. Here what the list is
made of lies in a temporary file without a name, which ends with the process.
"""

import struct
import zlib
from datetime import datetime
from shutil import copyfileobj
from tempfile import TemporaryFile

from findings.exporting.writing import Out

_UTF8, _DEFLATED = 0x800, 8
_VERSION, _UNIX = 45, 3  # what is needed to read it: 4.5, for more than 65,535 entries
_IS_FILE = 0o100644 << 16
_FULL, _FULL_COUNT = 0xFFFFFFFF, 0xFFFF  # it stands in the zip64 record instead


class Archive:
    """Files of one moment, `at`, each deflated as a whole before it is written. `finish` it."""

    def __init__(self, out: Out, at: datetime) -> None:
        self._out = out
        self._at = _dos_time(at)
        self._written = self._count = 0
        self._entries = TemporaryFile()  # noqa: SIM115, it lives as long as this does

    def add(self, name: str, data: bytes) -> None:
        """Write a file, of less than 4 GB."""
        told, packed = name.encode(), _deflated(data)
        size = struct.pack("<III", zlib.crc32(data), len(packed), len(data))
        about = struct.pack("<HHHHH", _VERSION, _UTF8, _DEFLATED, *self._at)
        offset, place = self._written, b""
        self._put(b"PK\3\4" + about + size + struct.pack("<HH", len(told), 0) + told + packed)
        if offset >= _FULL:
            place, offset = struct.pack("<HHQ", 1, 8, offset), _FULL
        self._entries.write(
            b"PK\1\2" + struct.pack("<BB", _VERSION, _UNIX) + about + size
            + struct.pack("<HHHHHII", len(told), len(place), 0, 0, 0, _IS_FILE, offset)
            + told + place
        )  # fmt: skip
        self._count += 1

    def finish(self) -> None:
        """Write the list of what there is, and what tells where it begins."""
        start, length = self._written, self._entries.tell()
        self._entries.seek(0)
        copyfileobj(self._entries, self._out)
        self._entries.close()
        end, count = start + length, self._count
        if count >= _FULL_COUNT or end >= _FULL:
            self._out.write(
                b"PK\6\6" + struct.pack("<QHHII", 44, _VERSION, _VERSION, 0, 0)
                + struct.pack("<QQQQ", count, count, length, start)
                + b"PK\6\7" + struct.pack("<IQI", 0, end, 1)
            )  # fmt: skip
        some = min(count, _FULL_COUNT)
        about = struct.pack("<HHHH", 0, 0, some, some)
        where = struct.pack("<II", min(length, _FULL), min(start, _FULL))
        self._out.write(b"PK\5\6" + about + where + b"\0\0")

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self._written += len(data)


def _deflated(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(data) + packing.flush()


def _dos_time(at: datetime) -> tuple[int, int]:
    """Return (time, date) as an archive has them: in steps of two seconds, from 1980 on."""
    day = (at.year - 1980) << 9 | at.month << 5 | at.day
    return at.hour << 11 | at.minute << 5 | at.second // 2, day
