"""Files that wait to be imported, in the bucket: the one place of this room that knows it."""

from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.files import File

from web import objects
from web.objects import Missing, Unreachable, answered, client

__all__ = ["Missing", "Unreachable"]

FOLDER = "imports"


def key_of(organization_id: int, public_id: str) -> str:
    return f"{FOLDER}/{organization_id}/{public_id}"


def put(key: str, file: File) -> None:
    """Raises Unreachable."""
    with answered():
        client().upload_fileobj(file, settings.S3_BUCKET, key)


def head(key: str, count: int) -> bytes:
    """Return the first `count` bytes. Raises Missing and Unreachable."""
    with answered():
        asked = f"bytes=0-{count - 1}"
        told = client().get_object(Bucket=settings.S3_BUCKET, Key=key, Range=asked)
        return bytes(told["Body"].read())


def fetch(key: str, into: IO[bytes]) -> None:
    """Write the file into one that is open. Raises Missing and Unreachable."""
    with answered():
        client().download_fileobj(settings.S3_BUCKET, key, into)


def put_before(moment: datetime) -> set[str]:
    """Return the keys of files that have lain there since before `moment`. Raises Unreachable."""
    return objects.older(f"{FOLDER}/", moment)


def keys_of(organization_id: int) -> set[str]:
    """Return the keys of all files of an organisation. Raises Unreachable."""
    return objects.keys(f"{FOLDER}/{organization_id}/")


def delete_all(organization_id: int) -> int:
    """Remove all files of an organisation, versions too; return how many. Raises Unreachable."""
    return objects.purge(f"{FOLDER}/{organization_id}/")


def delete(key: str) -> None:
    """Remove a file with all its versions; one that is not there is removed already.

    Raises Unreachable.
    """
    objects.purge(key)
