"""The frames of a conversation, and where their pictures are read from.

A page shows pictures by our own addresses, which stay good however long it is open:

    /o/{slug}/conversations/{public id}/frames/{number}/thumb     320 pixels wide, WebP
    …/large                                                       1,280 pixels wide, WebP
    …/original                                                    as captured, to be saved

(`frame_thumb`, `frame_large`, `frame_original` in urls.py.) Each redirects to a signed address of
the bucket that soon ends. `ready` has what a strip, a transcript or a viewer needs besides, in one
statement: `width` and `height`, so that nothing moves when pictures come; `segment`; `is_alike`,
to fold. `turn_at` of a frame is for whoever has the turns: the last that began before
`captured_at`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from conversations.models import Conversation
from conversations.queries.pictures import Picture
from frames.models import Frame, FrameState
from frames.storage import Part, Reader
from orgs.models import Organization

_PICTURES = """
SELECT number, public_id, captured_at, width, height, is_alike FROM frames_frame
WHERE conversation_id = %s AND state = %s ORDER BY captured_at, number
"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """A frame's signed addresses: of the picture as captured, and of its smallest copy."""

    url: str
    thumbnail_url: str


def ready(conversation: Conversation) -> list[Frame]:
    """Return the frames that can be shown, in order of capture: one statement."""
    found = Frame.objects.filter(conversation=conversation, state=FrameState.READY)
    return list(found.order_by("captured_at", "number"))


def pictures(conversation: Conversation) -> list[Picture]:
    """Return them as the conversation page has them among its words: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PICTURES, [conversation.pk, FrameState.READY])
        return [Picture._make(row) for row in cursor.fetchall()]


def coming(conversation: Conversation) -> int:
    """Return how many captures were uploaded, or are being, and were not looked at yet."""
    waiting = Q(state=FrameState.UPLOADED) | Q(
        state=FrameState.AWAITED, upload_until__gt=timezone.now()
    )
    return Frame.objects.filter(waiting, conversation=conversation).count()


def one(organization: Organization, public_id: str, number: int) -> Frame | None:
    """Return a conversation's frame that can be shown.

    None where there is none, and for another organisation's and one that is being erased alike.
    """
    found = Frame.objects.filter(
        organization=organization,
        conversation__organization=organization,
        conversation__public_id=public_id,
        conversation__erasing_at__isnull=True,
        number=number,
        state=FrameState.READY,
    )
    return found.first()


def number_of(conversation: Conversation, public_id: str) -> int | None:
    """Return the number of the conversation's frame with this id, None where none can be shown."""
    found = Frame.objects.filter(
        conversation=conversation, public_id=public_id, state=FrameState.READY
    )
    return found.values_list("number", flat=True).first()


def known_ids(conversation_id: int) -> frozenset[str]:
    """Return the public ids of all its frames but refused ones: what evidence may point at."""
    found = Frame.objects.filter(conversation_id=conversation_id).exclude(state=FrameState.REFUSED)
    return frozenset(found.values_list("public_id", flat=True))


def addresses(frames: Iterable[Frame], now: datetime) -> tuple[list[Addresses], datetime]:
    """Return signed addresses for each frame, in order, and when all of them end. No call is made.

    Never more than FRAMES_URL_SECONDS from `now`.
    """
    reader = Reader(now)
    signed = [
        Addresses(reader.url(frame, Part.ORIGINAL), reader.url(frame, Part.SMALL))
        for frame in frames
    ]
    return signed, reader.expires_at
