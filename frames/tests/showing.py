"""Frames as rows alone, for tests of pages, which never ask the bucket; ten seconds apart."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from conversations.models import Conversation
from frames.models import Frame, FrameState


def shown(
    conversation: Conversation, *seconds: float, alike: Collection[int] = (), **fields: Any
) -> list[Frame]:
    """Return frames that can be shown, taken so many seconds in, counted on from those there are.

    `alike`: which of them, from 1, look as the one before. The conversation's count and revision
    rise as they do when a worker is done.
    """
    first = Frame.objects.filter(conversation=conversation).count() + 1
    frames = [
        frame(conversation, number, second, is_alike=index in alike, **fields)
        for index, (number, second) in enumerate(enumerate(seconds, start=first), start=1)
    ]
    tell(conversation)
    return frames


def frame(conversation: Conversation, number: int, second: float, **fields: Any) -> Frame:
    """Return one frame as `fields` say, ready where they say nothing of it."""
    picture = {"width": 1600, "height": 1000, "likeness": 0}
    given: dict[str, Any] = {
        "organization_id": conversation.organization_id,
        "conversation": conversation,
        "number": number,
        "captured_at": conversation.origin + timedelta(seconds=second),
        "segment": "share-1",
        "content_type": "image/png",
        "size": 1,
        "sha256": str(number).encode(),
        "state": FrameState.READY,
        "upload_until": timezone.now() + timedelta(minutes=10),
        **fields,
    }
    return Frame.objects.create(**(picture if given["state"] == FrameState.READY else {}), **given)


def tell(conversation: Conversation) -> None:
    """Let the conversation know how many can be shown."""
    ready = Frame.objects.filter(conversation=conversation, state=FrameState.READY).count()
    Conversation.objects.filter(pk=conversation.pk).update(
        frame_count=ready, revision=F("revision") + 1
    )
    conversation.refresh_from_db()
