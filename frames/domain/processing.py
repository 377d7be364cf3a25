"""What a worker does with uploads: looks whether they are what was announced, makes small copies.

The table is the queue. A frame is taken for two minutes and by one worker; one that dies leaves it
to the next, five times at most. While the bucket cannot be reached everything waits.
"""

import logging
import math
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from conversations.domain import wake
from frames import images, storage
from frames.domain.locking import writable
from frames.domain.outcomes import Outcome, keep_outcomes
from frames.domain.places import LATE
from frames.images import Picture, Unfit
from frames.models import Frame, FrameState
from frames.storage import Missing, Part, Unreachable

logger = logging.getLogger(__name__)

PROCESS = "frames.tasks.process_frames"

_AT_ONCE = 8
_THREADS = 3  # that talk to the bucket while pictures are made
_LEASE = timedelta(minutes=2)
_AGAIN = timedelta(seconds=30)  # after the bucket did not answer, or had nothing yet
_MOST_ATTEMPTS = 5
_CLAIM = """
    UPDATE frames_frame SET due_at = %(until)s, attempts = attempts + 1
    WHERE id IN (
        SELECT id FROM frames_frame WHERE due_at <= %(now)s AND {whose}
        ORDER BY due_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    )
    RETURNING id
"""
_FRESH = _CLAIM.format(whose="attempts = 0")
# What was under way when a worker died is tried by itself: one of them may be what killed it.
_TRIED = _CLAIM.format(whose="attempts > 0")


@dataclass(frozen=True, slots=True)
class _Work:
    """A frame under way. `data`: its upload, being read."""

    frame: Frame
    data: Future[bytes]


def process_due(seconds: float = math.inf) -> int:
    """See to every frame that is due; return how many. Any number may run at once.

    After so many seconds the rest is left to a task that waits behind those of others: a hundred
    thousand captures that come in at once keep no erasure waiting.
    """
    total, ends = 0, time.monotonic() + seconds
    while claimed := _claim():
        done = _process(claimed)
        total += done
        if done < len(claimed):  # The bucket is away, and would be for the next ones too.
            break
        if time.monotonic() > ends:
            wake(PROCESS)
            break
    return total


def _claim() -> list[int]:
    now = timezone.now()
    with connection.cursor() as cursor:
        for statement, limit in ((_FRESH, _AT_ONCE), (_TRIED, 1)):
            cursor.execute(statement, {"now": now, "until": now + _LEASE, "limit": limit})
            if claimed := [key for (key,) in cursor.fetchall()]:
                return claimed
    return []


@transaction.atomic
def _process(keys: Sequence[int]) -> int:
    """See to these, and return how many could be: fewer where the bucket does not answer."""
    # Without what was asked for anew meanwhile: whoever uploads it now is not to lose it.
    claimed = Frame.objects.filter(pk__in=keys, due_at__isnull=False)
    frames = list(claimed.order_by("conversation_id", "number"))
    open_ones = writable(frame.conversation_id for frame in frames)
    # Of conversations that are being erased nothing is touched: their erasure sees to all of it.
    waiting = [frame for frame in frames if frame.conversation_id in open_ones]
    outcomes = _outcomes(waiting)
    keep_outcomes(outcomes)
    return len(keys) - sum(outcome.is_put_off for outcome in outcomes)


def _outcomes(frames: Sequence[Frame]) -> list[Outcome]:
    fresh = [frame for frame in frames if frame.state == FrameState.UPLOADED]
    with ThreadPoolExecutor(_THREADS) as pool:
        works = [
            _Work(frame, pool.submit(storage.read, frame, Part.UPLOAD, frame.size + 1))
            for frame in fresh
        ]
        done = [(work.frame, _begin(work, pool)) for work in works]
        outcomes = [_end(frame, begun) for frame, begun in done]
    return outcomes + [_tidy(frame) for frame in frames if frame.state != FrameState.UPLOADED]


Begun = tuple[Picture, Future[None]] | Exception


def _begin(work: _Work, pool: ThreadPoolExecutor) -> Begun:
    """Look at the upload and begin to store what was made of it."""
    frame = work.frame
    try:
        if frame.attempts > _MOST_ATTEMPTS:
            raise Unfit("could not be read")
        data = work.data.result()
        images.check(data, frame.content_type, frame.size, bytes(frame.sha256))
        picture = images.picture(data, frame.content_type)
        return picture, pool.submit(_store, frame, picture)
    except (Unfit, Missing, Unreachable) as problem:
        return problem
    except Exception:  # It must not hold up the others; what it was is for us to find out.
        logger.exception("Frame %s could not be read", frame.pk)
        return Unfit("could not be read")


def _store(frame: Frame, picture: Picture) -> None:
    storage.write(frame, Part.ORIGINAL, picture.original, frame.content_type)
    storage.write(frame, Part.LARGE, picture.large)
    storage.write(frame, Part.SMALL, picture.small)


def _end(frame: Frame, begun: Begun) -> Outcome:
    now = timezone.now()
    try:
        if isinstance(begun, Exception):
            raise begun
        picture, stored = begun
        stored.result()
        return Outcome(frame, FrameState.READY, picture=picture, due_at=_tidy_at(frame))
    except Missing:
        if now < frame.upload_until:
            return Outcome(frame, FrameState.UPLOADED, due_at=now + _AGAIN)
        return _refuse(frame, "was never uploaded")
    except Unfit as reason:
        return _refuse(frame, str(reason))
    except Unreachable as reason:
        return _put_off(frame, reason)


def _refuse(frame: Frame, reason: str) -> Outcome:
    try:
        storage.purge(storage.folder_of(frame))
    except Unreachable as problem:
        return _put_off(frame, problem)
    return Outcome(frame, FrameState.REFUSED, reason=reason, due_at=_tidy_at(frame))


def _put_off(frame: Frame, problem: Unreachable) -> Outcome:
    logger.warning("Frame %s waits for the bucket: %s", frame.pk, problem)
    due_at = timezone.now() + _AGAIN
    return Outcome(frame, FrameState(frame.state), due_at=due_at, is_put_off=True)


def _tidy_at(frame: Frame) -> datetime:
    """When nothing can be uploaded to the frame's place any more."""
    return max(frame.upload_until + LATE, timezone.now())


def _tidy(frame: Frame) -> Outcome:
    """Remove the upload, which was verified or refused; whatever came there since, too."""
    try:
        storage.remove(frame, Part.UPLOAD)
    except Unreachable as problem:
        return _put_off(frame, problem)
    return Outcome(frame, FrameState(frame.state), due_at=None)
