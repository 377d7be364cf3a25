"""When a delivery is tried, and tried again."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# After the first try; each ± 20 %.
PLAN = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
SPREAD = 0.2
LEAST = 0.5  # of the planned gap: what was held for days is not tried all at once
MOST_RETRY_AFTER = timedelta(days=2)


def next_attempt(
    step: int,
    started: datetime,
    now: datetime,
    retry_after: timedelta | None = None,
    *,
    scale: float = 1.0,
    draw: float | None = None,
) -> datetime | None:
    """Return when to try again after `step` tries of the plan, None where it is at its end.

    `started`: when the plan's first try was. `retry_after`: what the receiver asked for, which
    counts within once and twice the planned wait. `scale`: how fast the plan's clock goes. `draw`:
    of -1 to 1, where in the spread; random by default. The last try is never early, so that what
    works again within 24 hours has everything.
    """
    if step >= len(PLAN):
        return None
    if draw is None:
        draw = random.uniform(-1, 1)
    if step == len(PLAN) - 1:
        draw = abs(draw)
    planned, gap = PLAN[step], PLAN[step] - PLAN[step - 1]
    wait = max(started - now + planned * (1 + SPREAD * draw) / scale, gap * LEAST / scale)
    if retry_after is not None:
        wait = min(max(wait, retry_after / scale), 2 * wait)
    return now + wait


def retry_after(text: str, now: datetime) -> timedelta | None:
    """Return the wait that a Retry-After header asks for, in seconds or until a date."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), MOST_RETRY_AFTER.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return min(max(until - now, timedelta(0)), MOST_RETRY_AFTER)
