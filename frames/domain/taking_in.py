"""Pictures that come whole, from an import or the demo, instead of being uploaded."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from frames import images, storage
from frames.domain.locking import writable
from frames.domain.places import LATE, Asked, reserve
from frames.images import Unfit
from frames.models import Frame, FrameState
from frames.storage import Part


@dataclass(frozen=True, slots=True)
class Given:
    """A capture with its picture: the bytes of a PNG, JPEG or WebP."""

    captured_at: datetime
    data: bytes
    segment: str = ""
    public_id: str = ""

    def asked(self) -> Asked:
        """Return it as it would be announced. Raises Unfit where its head tells that it is bad."""
        kind = images.kind_of(self.data)
        if kind is None:
            raise Unfit("is no PNG, JPEG or WebP picture")
        if len(self.data) > settings.FRAMES_MAX_BYTES:
            raise Unfit(f"is larger than {settings.FRAMES_MAX_BYTES:,} bytes")
        images.check_head(self.data, kind)
        digest = hashlib.sha256(self.data).digest()
        return Asked(self.captured_at, kind, len(self.data), digest, self.segment, self.public_id)


def take_in(organization_id: int, conversation_id: int, given: Sequence[Given]) -> list[bool]:
    """Keep the pictures and have a worker look at them; return of each whether it is new.

    Idempotent. Where the conversation is being erased none is. A worker is for the caller to wake
    (PROCESS).
    Raises Unfit, TooManyFrames and Unreachable; then some may be in, and the rest not.
    """
    asked = [each.asked() for each in given]
    now = timezone.now()
    # Rows first: what an interrupted import leaves in the bucket is then swept with its row.
    with transaction.atomic():
        if conversation_id not in writable([conversation_id]):
            return [False] * len(given)
        # Nobody else has an address to these places, so that nothing is waited for behind them.
        frames = reserve(organization_id, conversation_id, asked, now - LATE)
    with transaction.atomic():
        if conversation_id not in writable([conversation_id]):
            return [False] * len(given)
        new: dict[int, bytes] = {}
        told = []
        for frame, each in zip(frames, given, strict=True):
            is_new = frame.state == FrameState.AWAITED and frame.pk not in new
            told.append(is_new)
            if is_new:
                new[frame.pk] = each.data
                storage.write(frame, Part.UPLOAD, each.data, frame.content_type)
        Frame.objects.filter(pk__in=new).update(state=FrameState.UPLOADED, due_at=now)
    return told
