"""Places for captures: a row each, and an address that the picture is put to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from frames import storage
from frames.models import MOST_FRAMES, Frame, FrameState

# How long after its end a request to an address may still be under way: 10 MB at 270 kbit/s. What
# takes longer than that is swept, see `sweeping`.
LATE = timedelta(minutes=5)

_FILLED = (FrameState.UPLOADED, FrameState.READY)


@dataclass(frozen=True, slots=True)
class Asked:
    """A capture that somebody has and wants to upload. `size` in bytes; `sha256` raw.

    `public_id`: its own id, where it has one from elsewhere.
    """

    captured_at: datetime
    content_type: str
    size: int
    sha256: bytes
    segment: str = ""
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A frame and where its picture is to be put, null where that was done already."""

    frame: Frame
    upload: storage.Upload | None


class TooManyFrames(Exception):
    """The conversation would hold more than MOST_FRAMES."""


@transaction.atomic
def ask_places(organization_id: int, conversation_id: int, asked: Sequence[Asked]) -> list[Place]:
    """Return a place for each capture, in order.

    A capture is known by its time and SHA-256: asked for again, it is the same frame, with a new
    address until it is uploaded, and a new chance where it was refused. Raises TooManyFrames.
    """
    now = timezone.now()
    frames = reserve(
        organization_id,
        conversation_id,
        asked,
        now + timedelta(seconds=settings.FRAMES_UPLOAD_SECONDS),
    )
    return [
        Place(frame, None if frame.state in _FILLED else storage.upload(frame, now))
        for frame in frames
    ]


def reserve(
    organization_id: int, conversation_id: int, asked: Sequence[Asked], upload_until: datetime
) -> list[Frame]:
    """Return a row for each capture, in order; new ones await their upload."""
    _lock(conversation_id)
    known = _known(conversation_id, asked)
    count = Frame.objects.filter(conversation_id=conversation_id).count()
    number = _last_number(conversation_id)
    new: dict[tuple[datetime, bytes], Frame] = {}
    for each in asked:
        key = each.captured_at, each.sha256
        if key in known or key in new:
            continue
        number += 1
        new[key] = Frame(
            organization_id=organization_id,
            conversation_id=conversation_id,
            number=number,
            segment=each.segment,
            captured_at=each.captured_at,
            content_type=each.content_type,
            size=each.size,
            sha256=each.sha256,
            upload_until=upload_until,
            **({"public_id": each.public_id} if each.public_id else {}),
        )
    if count + len(new) > MOST_FRAMES:
        raise TooManyFrames
    Frame.objects.bulk_create(new.values())
    _open_again(known.values(), upload_until)
    frames = known | new
    return [frames[each.captured_at, each.sha256] for each in asked]


def _lock(conversation_id: int) -> None:
    """Wait until nobody else numbers frames of this conversation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM conversations_conversation WHERE id = %s FOR NO KEY UPDATE",
            [conversation_id],
        )


def _last_number(conversation_id: int) -> int:
    found = Frame.objects.filter(conversation_id=conversation_id).aggregate(last=Max("number"))
    return found["last"] or 0


def _known(conversation_id: int, asked: Sequence[Asked]) -> dict[tuple[datetime, bytes], Frame]:
    found = Frame.objects.select_for_update(no_key=True).filter(
        conversation_id=conversation_id, captured_at__in={each.captured_at for each in asked}
    )
    wanted = {(each.captured_at, each.sha256) for each in asked}
    known = {(frame.captured_at, bytes(frame.sha256)): frame for frame in found}
    return {key: frame for key, frame in known.items() if key in wanted}


def _open_again(frames: Iterable[Frame], upload_until: datetime) -> None:
    """Let frames that are not filled be uploaded to for longer, refused ones anew."""
    again = [frame for frame in frames if frame.state not in _FILLED]
    for frame in again:
        frame.state, frame.reason = FrameState.AWAITED, ""
        frame.due_at, frame.attempts = None, 0
        frame.upload_until = max(frame.upload_until, upload_until)
    fields = ["state", "reason", "due_at", "attempts", "upload_until"]
    Frame.objects.bulk_update(again, fields)
