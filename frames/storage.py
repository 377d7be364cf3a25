"""The bucket, which no other file knows.

Everything of one conversation lies in one folder, so that it can be listed and removed without a
row in the database: `frames/{organization id}/{conversation id}/{secret of the frame}/{part}`.
What cannot be reached raises Unreachable: whoever asked tries again later.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import storages

from frames.signing import Credentials, Signer

FOLDER = "frames"
WEBP = "image/webp"
_GONE = ("NoSuchKey", "404", "NotFound")
_STEP = 60  # seconds in which the same picture has the same address, so that browsers keep it
_clients: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # of each storage, one
_making = Lock()


class Part(StrEnum):
    """The objects of one frame: what was uploaded, the same without metadata, two small copies.

    The upload has a place of its own, since its address stays open for a while: whatever comes
    there late is removed, and replaces nothing that was verified.
    """

    UPLOAD = "upload"
    ORIGINAL = "original"
    SMALL = "320.webp"
    LARGE = "1280.webp"


class Unreachable(Exception):
    """The bucket's server does not answer, or not as it should; it may do so later."""


class Missing(Exception):
    """There is no such object."""


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


@dataclass(frozen=True, slots=True)
class Footprint:
    """What lies in a folder: all versions count, and so do unfinished uploads and markers."""

    objects: int = 0
    bytes: int = 0


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
    signer = Signer(_credentials(), "PUT", now, seconds, headers)
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
        self._signer = Signer(_credentials(), "GET", at, seconds)
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
        body = _client().get_object(Bucket=settings.S3_BUCKET, Key=folder_of(frame) + part)["Body"]
        with body:
            return bytes(body.read(most))


def write(frame: Placed, part: Part, data: bytes, content_type: str = WEBP) -> None:
    """Put the object, instead of the one that is there. Raises Unreachable."""
    with answered():
        _client().put_object(
            Bucket=settings.S3_BUCKET,
            Key=folder_of(frame) + part,
            Body=data,
            ContentType=content_type,
        )


def footprint(prefix: str) -> Footprint:
    """Count what lies in the folder, page by page. Raises Unreachable."""
    objects = size = 0
    with answered():
        for page in _pages(prefix):
            objects += len(page)
            size += sum(each.size for each in page)
        objects += sum(1 for _ in _unfinished(prefix))
    return Footprint(objects, size)


def purge(prefix: str) -> int:
    """Remove everything in the folder for good: objects, all versions, markers, unfinished uploads.

    Returns how many were removed. May be broken off and called again. Raises Unreachable, also
    where the server kept something.
    """
    if not prefix.startswith(f"{FOLDER}/") or not prefix.endswith("/"):
        raise ValueError("is no folder of frames")
    return _purge(prefix)


def remove(frame: Placed, part: Part) -> None:
    """Remove one object of the frame in all its versions. Raises Unreachable."""
    _purge(folder_of(frame) + part)


def _purge(prefix: str) -> int:
    removed = 0
    client, bucket = _client(), settings.S3_BUCKET
    with answered():
        before: list[_Object] = []
        # Listed from the start each time: some servers lose their place when what they listed goes.
        while page := next(_pages(prefix), []):
            listed = [each.named() for each in page]
            told = client.delete_objects(Bucket=bucket, Delete={"Objects": listed, "Quiet": True})
            if told.get("Errors") or page == before:
                code = told["Errors"][0].get("Code") if told.get("Errors") else "nothing removed"
                raise Unreachable(code)
            removed += len(page)
            before = page
        for key, upload_id in _unfinished(prefix):
            client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload_id)
            removed += 1
    return removed


@dataclass(frozen=True, slots=True)
class _Object:
    key: str
    version: str
    size: int

    def named(self) -> dict[str, str]:
        # "null" is the version of what was put before versions were kept: naming it is right, too.
        return {"Key": self.key, **({"VersionId": self.version} if self.version else {})}


def _pages(prefix: str) -> Iterator[list[_Object]]:
    """Yield every version and marker in the folder, up to 1,000 at a time.

    Where the server knows no versions, its objects are all there is.
    """
    kinds = {
        "list_object_versions": ("Versions", "DeleteMarkers"),
        "list_objects_v2": ("Contents",),
    }
    for operation, names in kinds.items():
        try:
            for page in listed(operation, prefix):
                found = [
                    _Object(each["Key"], each.get("VersionId", ""), each.get("Size", 0))
                    for name in names
                    for each in page.get(name, ())
                ]
                if found:
                    yield found
            return
        except UnknownOperation:
            continue


def _unfinished(prefix: str) -> Iterator[tuple[str, str]]:
    try:
        for page in listed("list_multipart_uploads", prefix):
            for each in page.get("Uploads", ()):
                yield each["Key"], each["UploadId"]
    except UnknownOperation:
        return


class UnknownOperation(Exception):
    """The server has no such operation."""


def listed(operation: str, prefix: str, **more: str) -> Iterator[dict[str, Any]]:
    """Yield a listing's pages. Raises UnknownOperation where the server has none such."""
    pages = _client().get_paginator(operation)
    try:
        yield from pages.paginate(Bucket=settings.S3_BUCKET, Prefix=prefix, **more)
    except ClientError as error:
        # rclone's word where nothing was ever begun to be uploaded in parts.
        if _code(error) in ("NotImplemented", "NoSuchUpload"):
            raise UnknownOperation from None
        raise


@contextmanager
def answered() -> Iterator[None]:
    """Tell what went wrong in two words of ours."""
    try:
        yield
    except ClientError as error:
        code = _code(error)
        raise (Missing if code in _GONE else Unreachable)(code) from error
    except (BotoCoreError, OSError) as error:
        raise Unreachable(type(error).__name__) from error


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _storage() -> Any:
    return storages["default"]


def _client() -> Any:
    """The process's client, which threads may share: django-storages' own is each thread's.

    Making one takes tens of milliseconds, and a worker's threads live for one batch.
    """
    storage = _storage()
    with _making:
        if storage not in _clients:
            _clients[storage] = storage.connection.meta.client
        return _clients[storage]


def _credentials() -> Credentials:
    bucket = settings.S3_BUCKET if settings.S3_ADDRESSING_STYLE == "path" else ""
    base = f"{settings.S3_PUBLIC_URL}/{bucket}".rstrip("/")
    storage = _storage()
    return Credentials(base, settings.S3_REGION, storage.access_key, storage.secret_key)


def _whole(at: datetime) -> datetime:
    """As the signature tells it: whole seconds."""
    return at.replace(microsecond=0)
