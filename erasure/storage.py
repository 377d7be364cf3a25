"""This room's own folders of the bucket: access exports, and the ledger of erasures.

An export lies at `access-exports/{organization id}/{person id}/{secret}.zip`, so that all of a
person can be listed and removed without a row in the database. What cannot be reached raises
Unreachable: whoever asked tries again later.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from django.conf import settings

from web import objects
from web.objects import Footprint, Unreachable, answered, client

__all__ = ["Footprint", "Unreachable"]

FOLDER = "access-exports"
LEDGER = "erasure-ledger"


def folder(organization_id: int, person_id: int) -> str:
    return f"{FOLDER}/{organization_id}/{person_id}/"


def new_key(organization_id: int, person_id: int) -> str:
    """Return a key that nobody can guess."""
    return f"{folder(organization_id, person_id)}{secrets.token_urlsafe(24)}.zip"


def put(key: str, content: IO[bytes]) -> None:
    """Raises Unreachable."""
    with answered():
        client().upload_fileobj(
            content, settings.S3_BUCKET, key, ExtraArgs={"ContentType": "application/zip"}
        )


def link(key: str, name: str) -> str:
    """Return an address that lets somebody download the object for five minutes."""
    return objects.address(key, name, "application/zip")


def footprint(organization_id: int, person_id: int) -> Footprint:
    """Return what lies there of a person's exports. Raises Unreachable."""
    return objects.footprint(folder(organization_id, person_id))


def remove(key: str) -> None:
    """Remove an export with all its versions; one that is not there is removed already.

    Raises Unreachable.
    """
    if not key.startswith(f"{FOLDER}/") or not key.endswith(".zip"):
        raise ValueError("is no access export")
    objects.purge(key)


def remove_all(organization_id: int, person_id: int) -> int:
    """Remove all exports of a person; return how many objects that were. Raises Unreachable."""
    return objects.purge(folder(organization_id, person_id))


def put_before(moment: datetime) -> set[str]:
    """Return the keys of exports that have lain there since before `moment`. Raises Unreachable."""
    return objects.older(f"{FOLDER}/", moment)


def write_ledger(name: str, content: bytes) -> None:
    """Put one part of the ledger, instead of the one that is there. Raises Unreachable."""
    with answered():
        client().put_object(
            Bucket=settings.S3_BUCKET,
            Key=f"{LEDGER}/{name}",
            Body=content,
            ContentType="application/json",
        )


def read_ledger() -> Iterator[bytes]:
    """Yield all parts of the ledger, by their names. Raises Unreachable."""
    for each in objects.current(f"{LEDGER}/"):
        with answered():
            told = client().get_object(Bucket=settings.S3_BUCKET, Key=each.key)
            content = told["Body"].read()
        yield content


def forget_ledger(before: datetime) -> int:
    """Remove the parts written before then; return how many. Raises Unreachable."""
    old = [each.key for each in objects.current(f"{LEDGER}/") if each.changed_at < before]
    for key in old:
        objects.purge(key)
    return len(old)
