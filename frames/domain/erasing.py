"""What an erasure asks of this room: see `privacy.registry.Handler`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from frames import storage
from frames.domain.places import LATE
from frames.domain.purging import purge_objects
from frames.models import Frame, FrameState
from frames.queries import erasing
from privacy.registry import Subjects
from web.format import iso


class Pictures:
    """The objects of conversations in the bucket, all versions of them."""

    def count(self, subjects: Subjects) -> int:
        """Return how many lie there, as the bucket lists them."""
        return erasing.footprint(subjects.organization_id, subjects.conversations).objects

    def weigh(self, subjects: Subjects) -> int:
        """Return how many bytes they are."""
        return erasing.footprint(subjects.organization_id, subjects.conversations).bytes

    def files(self, subjects: Subjects) -> Iterator[tuple[str, bytes]]:
        """Yield (name, content) of each picture that can be shown, as it was taken."""
        found = Frame.objects.filter(
            conversation_id__in=subjects.conversations, state=FrameState.READY
        )
        for frame in found.order_by("conversation_id", "captured_at", "number").iterator():
            ending = frame.content_type.removeprefix("image/").replace("jpeg", "jpg")
            try:
                picture = storage.read(frame, storage.Part.ORIGINAL)
            except storage.Missing:
                continue
            yield f"{frame.public_id}.{ending}", picture

    def erase(self, subjects: Subjects) -> int:
        """Remove them, once nobody writes any more: the conversations are hidden by now."""
        return purge_objects(subjects.organization_id, subjects.conversations)

    def open_until(self, subjects: Subjects) -> datetime | None:
        """Return when the last address to upload to ends, and what was begun there is through."""
        last = erasing.uploads_end_at(subjects.conversations)
        return last + LATE if last else None

    def export(self, subjects: Subjects) -> Iterator[dict[str, Any]]:
        """Yield each frame that can be shown, by its id and time."""
        found = Frame.objects.filter(
            conversation_id__in=subjects.conversations, state=FrameState.READY
        )
        rows = found.order_by("conversation_id", "captured_at", "number")
        for frame in rows.select_related("conversation").iterator():
            yield {
                "conversation": frame.conversation.public_id,
                "frame": frame.public_id,
                "segment": frame.segment,
                "captured_at": iso(frame.captured_at),
                "width": frame.width,
                "height": frame.height,
            }


pictures = Pictures()
