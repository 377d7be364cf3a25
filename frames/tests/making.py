"""Pictures and frames for tests; uploads go the way a runtime's do, by a plain HTTP client."""

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from PIL import Image, ImageDraw

from conversations.models import Conversation
from frames import storage
from frames.domain import Given, process_due, take_in
from frames.models import Frame
from frames.storage import Part


def screen(number: int = 0, width: int = 640, height: int = 400, mode: str = "RGB") -> Image.Image:
    """Return a window with something in it, another for another number."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height // 10), fill=(40, 60, 90))
    left, top = (number * 97) % (width - 100), 60 + (number * 61) % (height - 160)
    draw.rectangle((left, top, left + 90, top + 80), fill=(200, 90, 40))
    draw.text((10, height - 30), f"Screen {number}", fill="black")
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png(number: int = 0, width: int = 640, height: int = 400) -> bytes:
    return encoded(screen(number, width, height))


def announced(
    data: bytes, captured_at: datetime, content_type: str = "image/png", **fields: Any
) -> dict[str, Any]:
    """Return what `POST /v1/sessions/{id}/frames` is told of a picture."""
    return {
        "captured_at": captured_at.isoformat().replace("+00:00", "Z"),
        "content_type": content_type,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        **fields,
    }


def put(upload: dict[str, Any], data: bytes) -> int:
    """Put the bytes as the place says; return the status."""
    headers = {name: value for name, value in upload["headers"].items() if name != "content-length"}
    request = Request(upload["url"], data, headers, method=upload["method"])
    return status_of(request)


def status_of(asked: str | Request) -> int:
    try:
        with urlopen(asked, timeout=120) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code


def fetch(url: str) -> tuple[bytes, Any]:
    """Return the body and the headers."""
    with urlopen(url, timeout=120) as response:
        return response.read(), response.headers


def filled(conversation: Conversation, *pictures: bytes, segment: str = "share-1") -> list[Frame]:
    """Return frames with these pictures, ten seconds apart, verified as a worker does."""
    start = conversation.origin + timedelta(seconds=5)
    given = [
        Given(start + timedelta(seconds=10 * number), data, segment)
        for number, data in enumerate(pictures)
    ]
    take_in(conversation.organization_id, conversation.pk, given)
    process_due()
    conversation.refresh_from_db()
    return list(Frame.objects.filter(conversation=conversation).order_by("number"))


def awaited(conversation: Conversation, data: bytes, **fields: Any) -> Frame:
    """Return a frame that says of itself what `data` is, uploaded or not as `fields` say."""
    given: dict[str, Any] = {
        "organization_id": conversation.organization_id,
        "conversation": conversation,
        "number": Frame.objects.filter(conversation=conversation).count() + 1,
        "captured_at": conversation.origin,
        "content_type": "image/png",
        "size": len(data),
        "sha256": hashlib.sha256(data).digest(),
        "upload_until": timezone.now() + timedelta(minutes=15),
        **fields,
    }
    return Frame.objects.create(**given)


def uploaded(conversation: Conversation, data: bytes, **fields: Any) -> Frame:
    """Return a frame whose picture lies in its place and waits for a worker."""
    frame = awaited(conversation, data, state="uploaded", due_at=timezone.now(), **fields)
    storage.write(frame, Part.UPLOAD, data, frame.content_type)
    return frame


def looked_at(frame: Frame) -> Frame:
    """Let a worker do what is due, and return the frame as it is then."""
    process_due()
    frame.refresh_from_db()
    return frame


def other_bucket(**options: str) -> Any:
    """Return what has another bucket or server in place of the tests' own, for a `with`."""
    default: Any = settings.STORAGES["default"]
    backends = {
        **settings.STORAGES,
        "default": {**default, "OPTIONS": {**default["OPTIONS"], **options}},
    }
    name = options.get("bucket_name", settings.S3_BUCKET)
    return override_settings(STORAGES=backends, S3_BUCKET=name)
