"""Which conversations more may come to, so that a page of theirs follows along."""

from datetime import datetime, timedelta

from conversations.models import LIVE
from conversations.models.conversation import ENDED, LIVE_FOR

# What completes the record may come after the end: a summary, the last findings.
SETTLES_IN = timedelta(minutes=1)


def is_followed(status: str, source: str, created_at: datetime, now: datetime) -> bool:
    """Whether a conversation goes on: not one that an import left without an end."""
    return status not in ENDED and (source == LIVE or now - created_at < LIVE_FOR)


def is_over(status: str, updated_at: datetime, now: datetime) -> bool:
    """Whether a conversation ended and what completes its record has had its time."""
    return status in ENDED and now - updated_at > SETTLES_IN
