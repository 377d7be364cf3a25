"""Where access exports lie: `access-exports/{organization id}/{person id}/{secret}.zip`.

All of a person can be listed and removed without a row in the database.
"""

import secrets
from collections.abc import Iterator
from typing import IO, Any

from botocore.exceptions import ClientError
from django.core.files.storage import storages

FOLDER = "access-exports"
LINK_SECONDS = 300


def folder(organization_id: int, person_id: int) -> str:
    return f"{FOLDER}/{organization_id}/{person_id}/"


def new_key(organization_id: int, person_id: int) -> str:
    """Return a key that nobody can guess."""
    return f"{folder(organization_id, person_id)}{secrets.token_urlsafe(24)}.zip"


def put(key: str, content: IO[bytes]) -> None:
    _bucket().upload_fileobj(content, key, ExtraArgs={"ContentType": "application/zip"})


def link(key: str, name: str) -> str:
    """Return an address that lets somebody download the object for five minutes."""
    parameters = {
        "Bucket": _bucket().name,
        "Key": key,
        "ResponseContentType": "application/zip",
        "ResponseContentDisposition": f'attachment; filename="{name}"',
        "ResponseCacheControl": "private, no-store",
    }
    client: Any = _bucket().meta.client
    address: str = client.generate_presigned_url(
        "get_object", Params=parameters, ExpiresIn=LINK_SECONDS
    )
    return address


def remove(key: str) -> None:
    """Remove an object with all its versions; one that is not there is removed already."""
    for version in _versions(key):
        version.delete()


def count(prefix: str) -> tuple[int, int]:
    """Return (how many objects lie there, versions counted, bytes)."""
    found = list(_versions(prefix))
    return len(found), sum(getattr(each, "size", 0) or 0 for each in found)


def remove_all(prefix: str) -> int:
    """Remove everything below a prefix with all versions; return how much that was."""
    found = list(_versions(prefix))
    for version in found:
        version.delete()
    return len(found)


def _versions(prefix: str) -> Iterator[Any]:
    """Yield the versions of what lies there; a server that keeps none yields the objects."""
    try:
        yield from list(_bucket().object_versions.filter(Prefix=prefix))
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") not in ("NotImplemented", "501"):
            raise
        yield from _bucket().objects.filter(Prefix=prefix)


def _bucket() -> Any:
    return storages["default"].bucket  # type: ignore[attr-defined]
