"""A conversation's objects removed by the frames room, and as many by bare boto3, by turns."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

from frames import storage

ROUNDS = 21
OBJECTS = 1_000
_ORGANIZATION = 0  # Nobody's: its folders are the bench's own.
_BATCH = 1_000  # what S3 takes in one call


@dataclass(frozen=True)
class Removed:
    """Objects a second."""

    ours: float
    bare: float


def measure() -> list[Removed]:
    """Remove by turns, ours first on even rounds."""
    client = storages["default"].connection.meta.client  # type: ignore[attr-defined]
    return [_round(client, number) for number in range(ROUNDS)]


def _round(client: Any, number: int) -> Removed:
    first, second = (storage.folder(_ORGANIZATION, 2 * number + each) for each in (1, 2))
    for prefix in (first, second):
        _fill(client, prefix)
    if number % 2:
        bare = _timed(lambda: _remove_barely(client, second))
        ours = _timed(lambda: storage.purge(first))
    else:
        ours = _timed(lambda: storage.purge(first))
        bare = _timed(lambda: _remove_barely(client, second))
    return Removed(OBJECTS / ours, OBJECTS / bare)


def _fill(client: Any, prefix: str) -> None:
    def put(number: int) -> None:
        client.put_object(Bucket=settings.S3_BUCKET, Key=f"{prefix}{number:05}/320.webp", Body=b"x")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, range(OBJECTS)))


def _remove_barely(client: Any, prefix: str) -> None:
    """List, and delete by the batch: what anybody would write."""
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=settings.S3_BUCKET, Prefix=prefix
    )
    keys = [{"Key": each["Key"]} for page in pages for each in page.get("Contents", ())]
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        client.delete_objects(Bucket=settings.S3_BUCKET, Delete={"Objects": some})


def _timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
