"""The exports' own folder of the bucket: `exports/{organization}/{template}/{secret}/{file}`.

Files are put there in parts, as they are made, so that one of any size takes little memory. What
cannot be reached raises Unreachable: whoever asked tries again later.
"""

from typing import Any

from django.conf import settings

from web import objects
from web.objects import Unreachable, address, answered, client, keys

__all__ = ["Unreachable", "address", "keys"]

FOLDER = "exports"
_PART = 8 * 1024 * 1024  # bytes; S3 takes no less than 5 MB for any but the last


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
        with answered():
            started = client().create_multipart_upload(**self._where, ContentType=content_type)
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
        with answered():
            client().complete_multipart_upload(
                **self._where, UploadId=self._id, MultipartUpload={"Parts": self._parts}
            )

    def abandon(self) -> None:
        """Remove what was put of it; what cannot be reached is swept later."""
        try:
            with answered():
                client().abort_multipart_upload(**self._where, UploadId=self._id)
        except Unreachable:
            return

    def _put(self, data: bytes) -> None:
        number = len(self._parts) + 1
        with answered():
            put = client().upload_part(
                **self._where, UploadId=self._id, PartNumber=number, Body=data
            )
        self._parts.append({"PartNumber": number, "ETag": put["ETag"]})


def purge(prefix: str) -> int:
    """Remove all below `prefix` for good, as `web.objects.purge` does. Raises Unreachable."""
    if not prefix.startswith(f"{FOLDER}/") or len(prefix) < len(FOLDER) + 4:
        raise ValueError("is no folder of exports")
    return objects.purge(prefix)
