"""What the demo's people showed of their screens: drawn by a worker, after the pages are up."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from conversations.models import Conversation, Finding, SessionEvent
from intake.domain import import_frames
from intake.records import FrameRecord
from orgs.models import Organization
from sources.demo.ids import demo_id
from sources.demo.plan import COMPANIES
from sources.demo.screens import Moment, moments, screen

CONVERSATIONS = 8  # the newest of those that shared a screen
MOST, FEWEST, USUAL = 60, 6, 14  # captures: of the longest one, and of the others
_LEAST_APART = 0.5  # seconds


def draw_demo_frames() -> int:
    """Draw the captures that are missing; return how many were. Idempotent."""
    drawn = 0
    for company in COMPANIES:
        organization = Organization.objects.filter(slug=company.slug).first()
        if organization is None:
            continue
        found = _sharing(organization)
        longest = max(found, key=lambda each: each.duration_seconds or 0, default=None)
        for conversation in found:
            if not conversation.frames.exists():
                drawn += _draw(organization, conversation, is_long=conversation == longest)
    return drawn


def _sharing(organization: Organization) -> list[Conversation]:
    """Return the newest of the demo's conversations in which a screen was shared."""
    found = Conversation.objects.filter(
        organization=organization,
        source="demo",
        is_test=False,
        erasing_at__isnull=True,
        started_at__isnull=False,
        ended_at__isnull=False,
        session_events__type="screen_share.started",
    )
    return list(found.order_by("-created_at", "-id")[:CONVERSATIONS])


def _draw(organization: Organization, conversation: Conversation, *, is_long: bool) -> int:
    rng = Random(f"frames/{conversation.public_id}")
    pictures: dict[str, Moment] = {}
    captures = list(_captures(conversation, rng, is_long))
    seen = _seen(conversation, [at for at, _, _ in captures])
    records = []
    for number, (at, segment, moment) in enumerate(captures, 1):
        name = f"{number}.png"
        pictures[name] = moment
        records.append(
            FrameRecord(
                id=seen.get(number) or demo_id("frm", f"{conversation.public_id}/{number}"),
                conversation=conversation.public_id,
                file=name,
                captured_at=at,
                segment=segment,
            )
        )
    import_frames(organization, records, lambda name: screen(pictures[name]))
    return len(records)


def _seen(conversation: Conversation, times: Sequence[datetime]) -> dict[int, str]:
    """Return {number: id} of the captures that findings point at: the last before each of them."""
    found = Finding.objects.filter(conversation=conversation, committed_at__isnull=False)
    ids: dict[int, str] = {}
    for at, evidence in found.order_by("id").values_list("committed_at", "evidence"):
        for span in evidence:
            if "frame" in span and at:
                ids[max(1, bisect_right(times, at))] = span["frame"]
    return ids


def _captures(
    conversation: Conversation, rng: Random, is_long: bool
) -> Iterator[tuple[datetime, str, Moment]]:
    """Yield (when, segment, what is seen), in one to three stretches with a break between them.

    Fewer than wanted where they would come faster than two a second.
    """
    begins, ends = _shared(conversation)
    count = MOST if is_long else rng.randint(FEWEST, USUAL)
    stretches = 3 if is_long else rng.randint(1, 3)
    span = (ends - begins).total_seconds() / stretches
    for stretch in range(stretches):
        start = begins + timedelta(seconds=span * stretch)
        number = count // stretches + (stretch < count % stretches)
        number = max(1, min(number, int(span * 0.8 / _LEAST_APART)))
        apart = span * 0.8 / number
        for place, moment in enumerate(moments(rng, number, stretch)):
            at = start + timedelta(seconds=round(apart * (place + rng.random() * 0.4), 1))
            yield at, f"share-{stretch + 1}", moment


def _shared(conversation: Conversation) -> tuple[datetime, datetime]:
    """Return from when until when the screen was shared."""
    told = SessionEvent.objects.filter(conversation=conversation)
    times = dict(told.filter(type__startswith="screen_share.").values_list("type", "at"))
    ends = conversation.ended_at or conversation.origin
    return times["screen_share.started"], times.get("screen_share.stopped", ends)
