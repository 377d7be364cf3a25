"""The exports' own folder of the bucket: `exports/{organization}/{template}/{secret}/{file}`.

Files are put there in parts, as they are made, so that one of any size takes little memory. What
cannot be reached raises Unreachable: whoever asked tries again later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import storages

FOLDER = "exports"
_PART = 8 * 1024 * 1024  # bytes; S3 takes no less than 5 MB for any but the last
_LINK_SECONDS = 300  # the page leads there anew each time, as long as the export is kept


class Unreachable(Exception):
    """The bucket's server does not answer, or not as it should; it may do so later."""


def folder(organization_id: int, template_id: int) -> str:
    return f"{FOLDER}/{organization_id}/{template_id}/"


class Upload:
    """A file that is written from its beginning to its end; it is there once `finish` returned.

    Until then nobody sees any of it, and `abandon` removes what was put.
    """

    def __init__(self, key: str, content_type: str) -> None:
        self._where = {"Bucket": settings.S3_BUCKET, "Key": key}
        self._buffer = bytearray()
        self._parts: list[dict[str, Any]] = []
        self.size = 0
        with _answered():
            started = _client().create_multipart_upload(**self._where, ContentType=content_type)
        self._id: str = started["UploadId"]

    def write(self, data: bytes) -> int:
        self._buffer += data
        self.size += len(data)
        while len(self._buffer) >= _PART:
            self._put(bytes(self._buffer[:_PART]))
            del self._buffer[:_PART]
        return len(data)

    def flush(self) -> None:
        """Nothing: parts go when they are full."""

    @property
    def closed(self) -> bool:
        return False

    def finish(self) -> None:
        if self._buffer or not self._parts:
            self._put(bytes(self._buffer))
        with _answered():
            _client().complete_multipart_upload(
                **self._where, UploadId=self._id, MultipartUpload={"Parts": self._parts}
            )

    def abandon(self) -> None:
        """Remove what was put of it; what cannot be reached is swept later."""
        try:
            with _answered():
                _client().abort_multipart_upload(**self._where, UploadId=self._id)
        except Unreachable:
            return

    def _put(self, data: bytes) -> None:
        number = len(self._parts) + 1
        with _answered():
            put = _client().upload_part(
                **self._where, UploadId=self._id, PartNumber=number, Body=data
            )
        self._parts.append({"PartNumber": number, "ETag": put["ETag"]})


def address(key: str, file_name: str, content_type: str) -> str:
    """Return an address that serves the file under its name for five minutes."""
    told = {
        "Bucket": settings.S3_BUCKET,
        "Key": key,
        "ResponseContentDisposition": f'attachment; filename="{file_name}"',
        "ResponseContentType": content_type,
    }
    client = _public_client()
    return str(client.generate_presigned_url("get_object", Params=told, ExpiresIn=_LINK_SECONDS))


def keys(prefix: str) -> set[str]:
    """Return the keys of everything below `prefix`, unfinished uploads too. Raises Unreachable."""
    with _answered():
        found = {each["Key"] for page in _versions(prefix) for each in page}
        return found | {key for key, _ in _unfinished(prefix)}


def purge(prefix: str) -> int:
    """Remove everything below `prefix` for good, all versions; return how many objects.

    Raises Unreachable, also where the server kept something.
    """
    if not prefix.startswith(f"{FOLDER}/") or len(prefix) < len(FOLDER) + 4:
        raise ValueError("is no folder of exports")
    removed, client, bucket = 0, _client(), settings.S3_BUCKET
    with _answered():
        for key, upload in _unfinished(prefix):
            client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
            removed += 1
        for page in _versions(prefix):
            told = client.delete_objects(Bucket=bucket, Delete={"Objects": page, "Quiet": True})
            if told.get("Errors"):
                raise Unreachable(told["Errors"][0].get("Code", "not removed"))
            removed += len(page)
    return removed


def _versions(prefix: str) -> Iterator[list[dict[str, str]]]:
    """Yield every version and marker, up to 1,000 at a time; else every object."""
    kinds = {
        "list_object_versions": ("Versions", "DeleteMarkers"),
        "list_objects_v2": ("Contents",),
    }
    for operation, names in kinds.items():
        try:
            for page in _listed(operation, prefix):
                found = [_named(each) for name in names for each in page.get(name, ())]
                if found:
                    yield found
            return
        except _Unknown:
            continue


def _named(told: dict[str, Any]) -> dict[str, str]:
    version = {"VersionId": told["VersionId"]} if told.get("VersionId") else {}
    return {"Key": told["Key"], **version}


def _unfinished(prefix: str) -> Iterator[tuple[str, str]]:
    try:
        for page in _listed("list_multipart_uploads", prefix):
            for each in page.get("Uploads", ()):
                yield each["Key"], each["UploadId"]
    except _Unknown:
        return


class _Unknown(Exception):
    """The server has no such operation."""


def _listed(operation: str, prefix: str) -> Iterator[dict[str, Any]]:
    try:
        pages = _client().get_paginator(operation)
        yield from pages.paginate(Bucket=settings.S3_BUCKET, Prefix=prefix)
    except ClientError as error:
        # Some servers say so of a bucket that nothing is being put into.
        if _code(error) in ("NotImplemented", "NoSuchUpload"):
            raise _Unknown from None
        raise


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise Unreachable(_code(error)) from error
    except (BotoCoreError, OSError) as error:
        raise Unreachable(type(error).__name__) from error


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _client() -> Any:
    """The client of this thread."""
    storage: Any = storages["default"]
    return storage.connection.meta.client


def _public_client() -> Any:
    """A client that signs addresses as people reach the server by; it asks the server nothing."""
    storage: Any = storages["default"]
    style = getattr(settings, "S3_ADDRESSING_STYLE", storage.addressing_style)
    base = getattr(settings, "S3_PUBLIC_URL", "") or storage.endpoint_url
    if base and style == "virtual":
        base = base.replace(f"://{settings.S3_BUCKET}.", "://", 1)
    return boto3.client(
        "s3",
        endpoint_url=base or None,
        region_name=storage.region_name,
        aws_access_key_id=storage.access_key,
        aws_secret_access_key=storage.secret_key,
        config=Config(signature_version="s3v4", s3={"addressing_style": style}),
    )
