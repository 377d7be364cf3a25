"""What an erasure asks of this room: see `privacy.registry.Handler`."""

from collections.abc import Iterator
from datetime import datetime

from frames import storage
from frames.domain.places import LATE
from frames.domain.purging import purge_objects
from frames.models import Frame, FrameState
from frames.queries import erasing
from privacy.registry import Subjects


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


pictures = Pictures()
