"""Pictures without their metadata: places, names, devices, programs, comments, hidden copies.

The compressed picture itself is kept as it came, byte by byte; everything beside it goes, also what
we do not know and what hangs on behind the end. Nothing is decoded, so it costs next to nothing.
"""

import re
import struct
import zlib
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
# What a PNG needs to look as it does. Colour profiles may name a display and its owner: they go.
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB"})
_JPEG_APPLICATION = range(0xE0, 0xF0)
# What tells how the colours are meant: JFIF, in the length it has without a small picture, and
# Adobe's.
_JPEG_KEPT = {0xE0: 18, 0xEE: 16}
_JPEG_COMMENT, _JPEG_SCAN, _JPEG_END = 0xFE, 0xDA, 0xD9
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # the next one behind compressed data
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
_WEBP_ALPHA = 0b0001_0000  # of a VP8X chunk's flags, the only one whose chunk stays


class Damaged(ValueError):
    """The file's own structure does not hold."""


def stripped(data: bytes) -> bytes:
    """Return a PNG, JPEG or WebP without metadata. Raises Damaged."""
    if data.startswith(_PNG):
        pieces = _png(data)
    elif data.startswith(b"\xff\xd8"):
        pieces = _jpeg(data)
    else:
        return _webp(data)
    return b"".join(pieces)


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        kind = data[at + 4 : at + 8]
        if end > len(data):
            break
        if kind in _PNG_KEPT:
            (told,) = struct.unpack_from(">I", data, end - 4)
            if zlib.crc32(data[at + 4 : end - 4]) != told:
                raise Damaged("is damaged or ends early")
            yield data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise Damaged("is damaged or ends early")


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise Damaged("is damaged or ends early")
        marker = data[at + 1]
        if marker == 0xFF:  # Filling.
            at += 1
            continue
        if marker == _JPEG_END:
            yield data[at : at + 2]
            return
        end = _jpeg_end(data, at, marker)
        if _JPEG_KEPT.get(marker) == end - at or not (
            marker in _JPEG_APPLICATION or marker == _JPEG_COMMENT
        ):
            yield data[at:end]
        at = end
    raise Damaged("is damaged or ends early")


def _jpeg_end(data: bytes, at: int, marker: int) -> int:
    """Return where the segment at `at` ends, with the compressed data that follows a scan."""
    if marker in _JPEG_ALONE:
        return at + 2
    if at + 4 > len(data):
        raise Damaged("is damaged or ends early")
    end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    if marker == _JPEG_SCAN:
        found = _JPEG_MARKER.search(data, end)
        if found is None:
            raise Damaged("is damaged or ends early")
        return found.start()
    return end


def _webp(data: bytes) -> bytes:
    (length,) = struct.unpack_from("<I", data, 4)
    end = 8 + length
    if end > len(data):
        raise Damaged("is damaged or ends early")
    pieces = []
    at = 12
    while at + 8 <= end:
        kind = data[at : at + 4]
        (size,) = struct.unpack_from("<I", data, at + 4)
        after = at + 8 + size + size % 2
        if kind in _WEBP_KEPT:
            piece = data[at:after]
            if kind == b"VP8X":
                piece = piece[:8] + bytes([piece[8] & _WEBP_ALPHA]) + piece[9:]
            pieces.append(piece)
        at = after
    body = b"".join(pieces)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body
