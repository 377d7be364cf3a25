"""Places that nobody uploaded to, or never said so, and pictures that came too late."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from conversations.models import Conversation
from frames import storage
from frames.folders import folders
from frames.models import Frame, FrameState
from frames.storage import Unreachable

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=12)  # behind the end of the address to upload to
_AT_ONCE = 100


def sweep() -> int:
    """Remove places that were never confirmed, with what lies there; return how many. Idempotent.

    Beat calls it each hour, so that none is left after a day. While the bucket does not answer
    they stay.
    """
    total = 0
    try:
        while swept := _sweep():
            total += swept
    except Unreachable as problem:
        logger.warning("Places of frames wait for the bucket: %s", problem)
    return total


@transaction.atomic
def _sweep() -> int:
    left = Frame.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=FrameState.AWAITED, upload_until__lt=timezone.now() - KEPT_FOR
    )
    frames = list(left.order_by("upload_until")[:_AT_ONCE])
    for frame in frames:
        storage.purge(storage.folder_of(frame))
    Frame.objects.filter(pk__in=[frame.pk for frame in frames]).delete()
    return len(frames)


def sweep_strays() -> int:
    """Remove folders of conversations that are not there any more; return how many.

    An upload that takes very long to come in ends behind the erasure of its conversation.
    """
    total = 0
    try:
        for organization_id, found in folders():
            there = Conversation.objects.filter(pk__in=found).values_list("pk", flat=True)
            for conversation_id in sorted(found - set(there)):
                # Some servers go on listing a folder that nothing is left in.
                total += storage.purge(storage.folder(organization_id, conversation_id)) > 0
    except Unreachable as problem:
        logger.warning("Strays among frames wait for the bucket: %s", problem)
    return total
