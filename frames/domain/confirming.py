"""Uploads that the sender says are done."""

from collections.abc import Collection

from django.utils import timezone

from frames.models import Frame, FrameState


def confirm(conversation_id: int, public_ids: Collection[str]) -> None:
    """Have a worker look at what was uploaded, as part of the caller's transaction. Idempotent.

    The caller wakes one on commit (PROCESS); beat does in any case.
    """
    Frame.objects.filter(
        conversation_id=conversation_id, public_id__in=public_ids, state=FrameState.AWAITED
    ).update(state=FrameState.UPLOADED, due_at=timezone.now())
