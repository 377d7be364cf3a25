"""Files that wait to be imported, in the bucket: the one place of this room that knows it."""

from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.core.files.storage import default_storage

FOLDER = "imports"


class Unreachable(Exception):
    """The bucket does not answer, or the file is not there any more."""


def key_of(organization_id: int, public_id: str) -> str:
    return f"{FOLDER}/{organization_id}/{public_id}"


def put(key: str, file: File) -> None:
    """Raises Unreachable."""
    try:
        _client().upload_fileobj(file, _bucket(), key)
    except (BotoCoreError, ClientError, OSError) as error:
        raise Unreachable from error


def head(key: str, count: int) -> bytes:
    """Return the first `count` bytes. Raises Unreachable."""
    try:
        told = _client().get_object(Bucket=_bucket(), Key=key, Range=f"bytes=0-{count - 1}")
        return bytes(told["Body"].read())
    except (BotoCoreError, ClientError, OSError) as error:
        raise Unreachable from error


def fetch(key: str, path: Path) -> None:
    """Write the file to `path`. Raises Unreachable."""
    try:
        _client().download_file(_bucket(), key, str(path))
    except (BotoCoreError, ClientError, OSError) as error:
        raise Unreachable from error


def delete(key: str) -> None:
    """Raises Unreachable; one that is not there is deleted already."""
    try:
        _client().delete_object(Bucket=_bucket(), Key=key)
    except (BotoCoreError, ClientError, OSError) as error:
        raise Unreachable from error


def _client() -> Any:
    return default_storage.connection.meta.client  # type: ignore[attr-defined]


def _bucket() -> str:
    return str(default_storage.bucket_name)  # type: ignore[attr-defined]
