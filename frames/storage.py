"""The frames' own folder of the bucket, which no other file knows.

Everything of one conversation lies in one folder, so that it can be listed and removed without a
row in the database: `frames/{organization id}/{conversation id}/{secret of the frame}/{part}`.
What cannot be reached raises Unreachable: whoever asked tries again later.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from django.conf import settings

from web import objects
from web.objects import Footprint, Missing, Unreachable, answered, client, credentials, footprint
from web.presigned import Signer

__all__ = ["Footprint", "Missing", "Unreachable", "footprint"]

FOLDER = "frames"
WEBP = "image/webp"
_STEP = 60  # seconds in which the same picture has the same address, so that browsers keep it


class Part(StrEnum):
    """The objects of one frame: what was uploaded, the same without metadata, two small copies.

    The upload has a place of its own, since its address stays open for a while: whatever comes
    there late is removed, and replaces nothing that was verified.
    """

    UPLOAD = "upload"
    ORIGINAL = "original"
    SMALL = "320.webp"
    LARGE = "1280.webp"


class Placed(Protocol):
    """What leads to a frame's objects; a `Frame` is one."""

    organization_id: int
    conversation_id: int
    key: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a picture is put: the address, and the headers that must come with it as they are."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


def folder(organization_id: int, conversation_id: int) -> str:
    """Return the folder of everything of one conversation, with a slash at its end."""
    return f"{FOLDER}/{organization_id}/{conversation_id}/"


def folder_of(frame: Placed) -> str:
    return f"{folder(frame.organization_id, frame.conversation_id)}{frame.key}/"


def upload(frame: Any, now: datetime) -> Upload:
    """Return where the frame's picture may be put, once, as it was announced.

    Length, type and SHA-256 are signed; a server that does not check the last leaves it to the
    worker, which does.
    """
    seconds = settings.FRAMES_UPLOAD_SECONDS
    headers = {
        "content-length": str(frame.size),
        "content-type": frame.content_type,
        "x-amz-checksum-sha256": b64encode(bytes(frame.sha256)).decode(),
    }
    signer = Signer(credentials(), "PUT", now, seconds, headers)
    url = signer.sign(folder_of(frame) + Part.UPLOAD)
    return Upload(url, headers, _whole(now) + timedelta(seconds=seconds))


class Reader:
    """Signs addresses to read from, any number for one moment; none of it asks the server.

    `expires_at`: when all of them end, FRAMES_URL_SECONDS from now or up to a minute sooner.
    """

    def __init__(self, now: datetime) -> None:
        seconds = settings.FRAMES_URL_SECONDS
        step = min(_STEP, seconds // 2)
        at = datetime.fromtimestamp(now.timestamp() // step * step, UTC)
        self.expires_at = at + timedelta(seconds=seconds)
        self._signer = Signer(credentials(), "GET", at, seconds)
        self._kept = "response-cache-control", f"private, max-age={step}, immutable"

    def url(self, frame: Placed, part: Part, file_name: str = "") -> str:
        """Return an address of the part; with `file_name` browsers save it under that name."""
        kind = frame.content_type if part is Part.ORIGINAL else WEBP
        answers = self._kept, ("response-content-type", kind)
        if not file_name:
            return self._signer.sign(folder_of(frame) + part, *answers)
        saved = "response-content-disposition", f'attachment; filename="{file_name}"'
        return self._signer.sign(folder_of(frame) + part, *answers, saved)


def read(frame: Placed, part: Part, most: int | None = None) -> bytes:
    """Return the object's bytes, no more than `most` of them. Raises Missing and Unreachable."""
    with answered():
        body = client().get_object(Bucket=settings.S3_BUCKET, Key=folder_of(frame) + part)["Body"]
        with body:
            return bytes(body.read(most))


def write(frame: Placed, part: Part, data: bytes, content_type: str = WEBP) -> None:
    """Put the object, instead of the one that is there. Raises Unreachable."""
    with answered():
        client().put_object(
            Bucket=settings.S3_BUCKET,
            Key=folder_of(frame) + part,
            Body=data,
            ContentType=content_type,
        )


def purge(prefix: str) -> int:
    """Remove everything in the folder for good, as `web.objects.purge` does. Raises Unreachable."""
    if not prefix.startswith(f"{FOLDER}/") or not prefix.endswith("/"):
        raise ValueError("is no folder of frames")
    return objects.purge(prefix)


def remove(frame: Placed, part: Part) -> None:
    """Remove one object of the frame in all its versions. Raises Unreachable."""
    objects.purge(folder_of(frame) + part)


def _whole(at: datetime) -> datetime:
    """As the signature tells it: whole seconds."""
    return at.replace(microsecond=0)
