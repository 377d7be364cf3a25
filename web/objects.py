"""What lies in the bucket: listed, counted, led to, and removed for good in all its versions.

For the rooms that keep objects, each of which alone knows its own folder (`<room>/storage.py`).
What cannot be reached raises Unreachable: whoever asked tries again later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from web.presigned import Credentials, Signer

LINK_SECONDS = 300  # a page leads there anew each time
_GONE = ("NoSuchKey", "404", "NotFound")
_UNKNOWN = ("NotImplemented", "NoSuchUpload")
_clients: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # of each storage, one
_making = Lock()


class Unreachable(Exception):
    """The bucket's server does not answer, or not as it should; it may do so later."""


class Missing(Exception):
    """There is no such object."""


class UnknownOperation(Exception):
    """The server has no such operation."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """What lies below a prefix: all versions count, and so do unfinished uploads and markers."""

    objects: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Object:
    """One version of an object, or a marker; `version` is "" where the server keeps none."""

    key: str
    version: str
    size: int
    changed_at: datetime

    def named(self) -> dict[str, str]:
        # "null" is the version of what was put before versions were kept: naming it is right, too.
        return {"Key": self.key, **({"VersionId": self.version} if self.version else {})}


def footprint(prefix: str) -> Footprint:
    """Count what lies below a prefix, page by page. Raises Unreachable."""
    objects = size = 0
    with answered():
        for page in _pages(prefix):
            objects += len(page)
            size += sum(each.size for each in page)
        objects += sum(1 for _ in _unfinished(prefix))
    return Footprint(objects, size)


def purge(prefix: str) -> int:
    """Remove all below a prefix for good: objects, all versions, markers, unfinished uploads.

    Returns how many were removed. May be broken off and called again. Raises Unreachable, also
    where the server kept something; ValueError for a prefix that is no room's.
    """
    if "/" not in prefix.strip("/"):
        raise ValueError("is the whole of a room, or of the bucket")
    removed, bucket = 0, settings.S3_BUCKET
    with answered():
        before: list[Object] = []
        # Listed from the start each time: some servers lose their place when what they listed goes.
        while page := next(_pages(prefix), []):
            named = [each.named() for each in page]
            told = client().delete_objects(Bucket=bucket, Delete={"Objects": named, "Quiet": True})
            if told.get("Errors") or page == before:
                code = told["Errors"][0].get("Code") if told.get("Errors") else "nothing removed"
                raise Unreachable(code)
            removed += len(page)
            before = page
        for each in _unfinished(prefix):
            client().abort_multipart_upload(
                Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"]
            )
            removed += 1
    return removed


def keys(prefix: str) -> set[str]:
    """Return the keys of all that lies below a prefix, unfinished uploads too.

    Raises Unreachable.
    """
    with answered():
        found = {each.key for page in _pages(prefix) for each in page}
        return found | {each["Key"] for each in _unfinished(prefix)}


def older(prefix: str, moment: datetime) -> set[str]:
    """Return the keys of what lies below a prefix since before `moment`, unfinished uploads too.

    Raises Unreachable.
    """
    with answered():
        found = {each.key for page in _pages(prefix) for each in page if each.changed_at < moment}
        return found | {
            each["Key"] for each in _unfinished(prefix) if each.get("Initiated", moment) < moment
        }


def current(prefix: str) -> Iterator[Object]:
    """Yield the objects below a prefix, as they are now. Raises Unreachable."""
    with answered():
        for page in listed("list_objects_v2", prefix):
            yield from _objects(page, ("Contents",))


def address(key: str, file_name: str, content_type: str) -> str:
    """Return an address that serves the object under its name for five minutes, as people reach
    the server; it is asked nothing."""
    signer = Signer(credentials(), "GET", timezone.now(), LINK_SECONDS)
    return signer.sign(
        key,
        ("response-cache-control", "private, no-store"),
        ("response-content-disposition", f'attachment; filename="{file_name}"'),
        ("response-content-type", content_type),
    )


def _pages(prefix: str) -> Iterator[list[Object]]:
    """Yield every version and marker below a prefix, up to 1,000 at a time.

    Where the server knows no versions, its objects are all there is.
    """
    kinds = {
        "list_object_versions": ("Versions", "DeleteMarkers"),
        "list_objects_v2": ("Contents",),
    }
    for operation, names in kinds.items():
        try:
            for page in listed(operation, prefix):
                if found := _objects(page, names):
                    yield found
            return
        except UnknownOperation:
            continue


def _objects(page: dict[str, Any], names: tuple[str, ...]) -> list[Object]:
    return [
        Object(each["Key"], each.get("VersionId", ""), each.get("Size", 0), each["LastModified"])
        for name in names
        for each in page.get(name, ())
    ]


def _unfinished(prefix: str) -> Iterator[dict[str, Any]]:
    try:
        for page in listed("list_multipart_uploads", prefix):
            yield from page.get("Uploads", ())
    except UnknownOperation:
        return


def listed(operation: str, prefix: str, **more: str) -> Iterator[dict[str, Any]]:
    """Yield a listing's pages. Raises UnknownOperation where the server has none such."""
    pages = client().get_paginator(operation)
    try:
        yield from pages.paginate(Bucket=settings.S3_BUCKET, Prefix=prefix, **more)
    except ClientError as error:
        # rclone's word where nothing was ever begun to be uploaded in parts.
        if _code(error) in _UNKNOWN:
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


def client() -> Any:
    """The process's client, which threads may share: django-storages' own is each thread's.

    Making one takes tens of milliseconds, and a worker's threads live for one batch.
    """
    storage: Any = storages["default"]
    with _making:
        if storage not in _clients:
            _clients[storage] = storage.connection.meta.client
        return _clients[storage]


def credentials() -> Credentials:
    """Return what addresses are signed with."""
    bucket = settings.S3_BUCKET if settings.S3_ADDRESSING_STYLE == "path" else ""
    base = f"{settings.S3_PUBLIC_URL}/{bucket}".rstrip("/")
    storage: Any = storages["default"]
    return Credentials(base, settings.S3_REGION, storage.access_key, storage.secret_key)
