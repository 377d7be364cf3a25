"""What an uploaded capture is, and its small copies. Nothing here asks database or bucket.

A picture is decoded only when its head says that it is one of the three kinds and no larger than
MOST_PIXELS: a few bytes can claim to be gigabytes.
"""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from frames.models import ContentType
from frames.stripping import Damaged, stripped

MOST_PIXELS = 40_000_000  # a screen of 7,680 × 4,320 has 33 million
LONGEST_SIDE = 16_000  # WebP ends at 16,383
WIDTHS = (1280, 320)  # of the small copies, the larger first: the other is made of it
QUALITY, EFFORT = 80, 2  # of WebP; more effort saves 5 % of its bytes and takes twice as long
_FORMATS = {
    "PNG": ContentType.PNG,
    "JPEG": ContentType.JPEG,
    "WEBP": ContentType.WEBP,
}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", ContentType.PNG),
    (b"\xff\xd8\xff", ContentType.JPEG),
)
_ORIENTATION = 0x0112


class Unfit(Exception):
    """The upload is no picture that can be shown; the message is the reason, in words."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A capture that was looked at. `original`: its bytes without metadata.

    `large`, `small`: WebP, 1,280 and 320 pixels wide, or as wide as it is where that is less.
    """

    width: int
    height: int
    likeness: int
    original: bytes
    large: bytes
    small: bytes


def kind_of(data: bytes) -> ContentType | None:
    """Return what the first bytes say this is, None for what we do not take."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    return ContentType.WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def check(data: bytes, content_type: str, size: int, sha256: bytes) -> None:
    """Raise Unfit where this is not what was announced."""
    if len(data) != size:
        raise Unfit(f"is not the {size:,} bytes that were announced")
    if hashlib.sha256(data).digest() != sha256:
        raise Unfit("does not have the SHA-256 that was announced")
    kind = kind_of(data)
    if kind is None:
        raise Unfit("is no PNG, JPEG or WebP picture")
    if kind != content_type:
        raise Unfit(f"is {kind.label}, and {ContentType(content_type).label} was announced")


def picture(data: bytes, content_type: str) -> Picture:
    """Return the picture with its small copies. Raises Unfit."""
    with _reading(), Image.open(io.BytesIO(data), formats=list(_FORMATS)) as image:
        _check_head(image, content_type)
        is_turned = image.getexif().get(_ORIENTATION, 1) != 1
        image.load()
        upright = ImageOps.exif_transpose(image) if is_turned else image
        shown = _plain(upright)
        # A picture that is to be turned is written anew: what told how to is taken out.
        original = _rewritten(upright, content_type) if is_turned else stripped(data)
        large = _narrowed(shown, WIDTHS[0])
        small = _narrowed(large, WIDTHS[1])
        return Picture(
            width=upright.width,
            height=upright.height,
            likeness=likeness(small),
            original=original,
            large=_webp(large),
            small=_webp(small),
        )


def likeness(image: Image.Image) -> int:
    """Return 64 bits, signed, that are nearly the same of pictures that look alike.

    Whether each of 8 × 8 places is brighter than its right neighbour (a "difference hash").
    """
    grey = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            place = row * 9 + column
            bits = bits << 1 | (grey[place] > grey[place + 1])
    return bits - (1 << 64) if bits >> 63 else bits


_ALIKE = 3  # bits of 64 that may differ


def are_alike(one: int, other: int) -> bool:
    """Whether pictures of these likenesses look the same to somebody who leafs through them."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count() <= _ALIKE


def check_head(data: bytes, content_type: str) -> None:
    """Raise Unfit where the head alone tells that this cannot be shown; decodes nothing."""
    with _reading(), Image.open(io.BytesIO(data), formats=list(_FORMATS)) as image:
        _check_head(image, content_type)


def _check_head(image: Image.Image, content_type: str) -> None:
    if _FORMATS.get(image.format or "") != content_type:
        raise Unfit("is no picture of the announced kind")
    if getattr(image, "is_animated", False):
        raise Unfit("is animated")
    if max(image.size) > LONGEST_SIDE:
        raise Unfit(f"has a side longer than {LONGEST_SIDE:,} pixels")
    if image.width * image.height > MOST_PIXELS:
        raise Unfit(f"has more than {MOST_PIXELS // 1_000_000} million pixels")


@contextmanager
def _reading() -> Iterator[None]:
    """Tell what Pillow says of bytes that it cannot read in one way."""
    try:
        yield
    except UnidentifiedImageError:
        raise Unfit("cannot be read as a picture") from None
    except Image.DecompressionBombError:
        raise Unfit(f"has more than {MOST_PIXELS // 1_000_000} million pixels") from None
    except Damaged as damage:
        raise Unfit(str(damage)) from None
    # Its decoders raise these for truncated and damaged pictures.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError) as error:
        raise Unfit("is damaged or ends early") from error


def _plain(image: Image.Image) -> Image.Image:
    """Return it in colours that can be made smaller; what is see-through lies on white."""
    if image.mode in ("RGB", "L"):
        return image
    if image.mode == "I;16" or image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        sheet = Image.new("RGB", seen.size, "white")
        sheet.paste(seen, mask=seen.getchannel("A"))
        return sheet
    return image.convert("RGB")


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    # Its box filter first shrinks by whole numbers, which is quicker and looks the same.
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _webp(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=QUALITY, method=EFFORT)
    return file.getvalue()


def _rewritten(image: Image.Image, content_type: str) -> bytes:
    file = io.BytesIO()
    bare = image.copy()
    bare.info.clear()
    bare.save(file, ContentType(content_type).label, quality=92)
    return file.getvalue()
