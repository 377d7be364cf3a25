"""What an erasure asks of conversations' frames: how much there is, until when more may come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from frames import storage
from frames.folders import occupied
from frames.models import Frame


@dataclass(frozen=True, slots=True)
class Footprint:
    """`rows` in the database; `objects` and `bytes` in the bucket, all versions counted."""

    rows: int
    objects: int
    bytes: int

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.objects)


def footprint(organization_id: int, conversation_ids: Collection[int]) -> Footprint:
    """Count what there is of these conversations, in the bucket by listing it.

    Raises `frames.domain.Unreachable`.
    """
    found = [
        storage.footprint(storage.folder(organization_id, conversation_id))
        for conversation_id in occupied(organization_id, conversation_ids)
    ]
    return Footprint(
        rows=Frame.objects.filter(conversation_id__in=conversation_ids).count(),
        objects=sum(each.objects for each in found),
        bytes=sum(each.bytes for each in found),
    )


def uploads_end_at(conversation_ids: Collection[int]) -> datetime | None:
    """Return when the last address to upload to ends, None where there is none.

    Ask before the rows are gone: until then somebody may still put a picture there.
    """
    found = Frame.objects.filter(conversation_id__in=conversation_ids)
    last: datetime | None = found.aggregate(last=Max("upload_until"))["last"]
    return last
