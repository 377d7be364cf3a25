"""What a worker makes of uploads: real pictures are shown without metadata, all else is refused."""

import contextlib
import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from conversations.models import Conversation
from frames import images, storage
from frames.images import Unfit, are_alike, likeness
from frames.models import Frame
from frames.storage import Part, folder_of
from frames.stripping import stripped
from frames.tests.making import awaited, encoded, filled, looked_at, png, screen, uploaded
from intake.tests.making import conversation
from orgs.models import Organization

MAKER, PLACE, ARTIST = "Phone of Ada Lovelace", "48 Rue de Rivoli", 0x013B
SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><rect width='9' height='9'/></svg>"
)
HTML = b"<!doctype html><title>x</title><script>alert(document.domain)</script>"


def told() -> Image.Exif:
    """EXIF with a person, a device, and where they were."""
    exif = Image.Exif()
    exif[ARTIST], exif[0x010F] = "Ada Lovelace", MAKER
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)})
    return exif


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few bytes whose head says that it is this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        told = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + told

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * 64)
    kinds = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in kinds)


def animated() -> bytes:
    file = io.BytesIO()
    screen(0).save(file, "WEBP", save_all=True, append_images=[screen(1)], duration=100)
    return file.getvalue()


@pytest.fixture
def shown(northwind: Organization) -> Conversation:
    return conversation(northwind)


BAD: dict[str, tuple[bytes, dict[str, Any], str]] = {
    "another type": (
        encoded(screen(), "JPEG"),
        {},
        "is JPEG, and PNG was announced",
    ),
    "larger than announced": (png() + b"x", {"size": len(png())}, "is not the"),
    "another picture": (png(1), {"sha256": bytes(32)}, "does not have the SHA-256"),
    "truncated PNG": (png()[:-200], {}, "is damaged or ends early"),
    "truncated JPEG": (
        encoded(screen(), "JPEG")[:-900],
        {"content_type": "image/jpeg"},
        "is damaged or ends early",
    ),
    "truncated WebP": (
        encoded(screen(), "WEBP")[:-300],
        {"content_type": "image/webp"},
        "is damaged or ends early",
    ),
    "SVG in disguise": (SVG, {}, "is no PNG, JPEG or WebP picture"),
    "HTML in disguise": (HTML, {"content_type": "image/jpeg"}, "is no PNG, JPEG or WebP picture"),
    "HTML behind a PNG's first bytes": (
        b"\x89PNG\r\n\x1a\n" + HTML,
        {},
        "is damaged or ends early",
    ),
    "nothing at all": (b"", {}, "is no PNG"),
    "50,000 × 50,000 pixels": (bomb(), {}, "has more than 40 million pixels"),
    "more pixels than a screen has": (bomb(9000, 9000), {}, "has more than 40 million pixels"),
    "a side too long": (bomb(17_000, 10), {}, "has a side longer than 16,000 pixels"),
    "animated": (animated(), {"content_type": "image/webp"}, "is animated"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_such_picture_is_refused_and_removed(
    name: str, shown: Conversation, bucket: Any
) -> None:
    data, told, reason = BAD[name]
    frame = uploaded(shown, data, **told) if data else awaited(shown, data)
    if not data:
        storage.write(frame, Part.UPLOAD, data, "image/png")
        Frame.objects.update(state="uploaded", due_at=frame.created_at)
    frame = looked_at(frame)
    assert (frame.state, frame.width) == ("refused", None)
    assert frame.reason.startswith(reason)
    assert list(bucket.objects.filter(Prefix=folder_of(frame))) == []
    shown.refresh_from_db()
    assert shown.frame_count == 0


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")],
)
def test_metadata_is_taken_out_and_the_picture_is_kept(
    kind: str, content_type: str, shown: Conversation, bucket: Any
) -> None:
    options: dict[str, Any] = {"exif": told(), "icc_profile": b"x" * 100 + MAKER.encode()}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", PLACE)
        options["pnginfo"].add_itxt("Location", PLACE)
    if kind == "JPEG":
        options["comment"] = PLACE.encode()
    if kind == "WEBP":
        options["xmp"] = f"<x>{PLACE}</x>".encode()
    data = encoded(screen(3), kind, **options) + f"behind the end: {PLACE}".encode()
    if kind == "WEBP":
        data = data[: data.index(b"behind")]
    assert MAKER.encode() in data
    frame = looked_at(uploaded(shown, data, content_type=content_type))
    assert frame.state == "ready", frame.reason
    for part in (Part.ORIGINAL, Part.LARGE, Part.SMALL):
        kept = storage.read(frame, part)
        for secret in (MAKER, PLACE, "Ada Lovelace"):
            assert secret.encode() not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert dict(image.getexif()) == {}
            assert not {"icc_profile", "xmp", "comment", "Author", "Location"} & set(image.info)
    kept = storage.read(frame, Part.ORIGINAL)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(kept)) as after:
        assert after.format == kind
        assert after.tobytes() == before.tobytes()


def test_a_turned_picture_stands_upright(shown: Conversation, bucket: Any) -> None:
    exif = told()
    exif[0x0112] = 6
    data = encoded(screen(1, width=600, height=400), "JPEG", exif=exif)
    frame = looked_at(uploaded(shown, data, content_type="image/jpeg"))
    assert (frame.width, frame.height) == (400, 600)
    with Image.open(io.BytesIO(storage.read(frame, Part.ORIGINAL))) as image:
        assert (image.size, dict(image.getexif())) == ((400, 600), {})


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels_gets_its_small_copies(mode: str) -> None:
    image = screen(2, width=2000, height=1000).convert("L" if mode == "I;16" else mode)
    kind, content_type = ("JPEG", "image/jpeg") if mode == "CMYK" else ("PNG", "image/png")
    if mode == "I;16":
        image = image.point(lambda value: value * 256, "I").convert("I;16")
    if mode == "PA":
        image = screen(2, width=2000, height=1000).convert("RGBA").quantize(16)
    made = images.picture(encoded(image, kind), content_type)
    for data, width in ((made.large, 1280), (made.small, 320)):
        with Image.open(io.BytesIO(data)) as copy:
            assert (copy.format, copy.size) == ("WEBP", (width, width // 2))
    # As bright as it was: nothing turned black on the way.
    with Image.open(io.BytesIO(made.small)) as copy:
        assert copy.convert("L").getpixel((300, 70)) > 200  # type: ignore[operator]


def test_small_pictures_are_not_blown_up() -> None:
    made = images.picture(png(width=200, height=300), "image/png")
    for data in (made.large, made.small):
        with Image.open(io.BytesIO(data)) as copy:
            assert copy.size == (200, 300)


@pytest.mark.parametrize("cut", [0, 1, 7, 9, 20, 40, 99])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_no_broken_file_brings_a_worker_down(kind: str, cut: int) -> None:
    content_type = f"image/{kind.lower()}"
    data = bytearray(encoded(screen(1), kind))
    del data[len(data) * cut // 100 :]
    with pytest.raises(Unfit):
        images.picture(bytes(data), content_type)
    data = bytearray(encoded(screen(1), kind))
    for place in range(len(data) * cut // 100, len(data), 97):
        data[place] ^= 0xFF
    with contextlib.suppress(Unfit):
        images.picture(bytes(data), content_type)


def _typed(image: Image.Image) -> Image.Image:
    ImageDraw.Draw(image).text((200, 300), "one more word", fill="black")
    return image


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda image: image, True),
        (_typed, True),
        (lambda image: screen(5), False),
        (lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), False),
    ],
    ids=["itself", "with a word more", "another screen", "mirrored"],
)
def test_pictures_that_look_alike_are_told_from_others(
    change: Callable[[Image.Image], Image.Image], expected: bool
) -> None:
    other = change(screen(1))
    assert are_alike(likeness(screen(1)), likeness(other)) is expected


def test_alike_neighbours_of_a_segment_are_marked(shown: Conversation, bucket: Any) -> None:
    pictures = [screen(1), _typed(screen(1)), screen(1), screen(5), screen(5), screen(1)]
    frames = filled(shown, *(encoded(image) for image in pictures))
    assert [frame.is_alike for frame in frames] == [False, True, True, False, True, False]
    assert shown.frame_count == 6
    # In another segment the same picture is the first of its kind.
    [*_, last] = filled(shown, encoded(_typed(screen(1))), segment="share-2")
    assert not last.is_alike


def test_stripping_copies_what_is_clean_byte_by_byte() -> None:
    for kind in ("PNG", "JPEG", "WEBP"):
        data = encoded(screen(1), kind)
        assert stripped(data) == data
    progressive = encoded(screen(1), "JPEG", progressive=True)
    assert stripped(progressive) == progressive
