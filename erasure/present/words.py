"""States, due dates and subjects in words; the same for support and for the organisation."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from erasure.models import Erasure, Kind, State, Term
from web.format import plural

SOON = timedelta(days=7)

# State → the CSS class of its pill.
TONES = {
    State.RECEIVED: "pending",
    State.COUNTED: "pending",
    State.AWAITING: "pending",
    State.RUNNING: "live",
    State.VERIFYING: "live",
    State.MENTIONS: "pending",
    State.FAILING: "failed",
    State.DONE: "completed",
    State.DENIED: "none",
}

# State → what has to happen next, and by whom.
NEXT = {
    State.RECEIVED: "The dry run is being made.",
    State.COUNTED: "Somebody has to look at the dry run and approve or deny it.",
    State.AWAITING: "A second person has to approve it.",
    State.RUNNING: "Everything is hidden already; a worker erases it now.",
    State.VERIFYING: "A worker counts again whether anything is left.",
    State.MENTIONS: "Others' rows name the person: somebody has to decide what becomes of these.",
    State.FAILING: "A step keeps failing. It is tried again by itself; all stays hidden.",
    State.DONE: "Erased, verified and signed.",
    State.DENIED: "Nothing was erased.",
}


def subject(erasure: Erasure) -> str:
    """Return what it is about, without saying whom."""
    if erasure.kind == Kind.PERSON:
        return "A person"
    words = plural(erasure.subject_count, "conversation")
    return f"{words} past retention" if erasure.kind == Kind.RETENTION else words


def limits(whole: Collection[str], unsought: Collection[str]) -> list[str]:
    """Return what the search for mentions cannot find, a sentence each; the kinds are Term's."""
    told = []
    if whole:
        told.append(
            f"{_the(whole)} too short to be told from other words: looked for in others’ rows only"
            " where it is all that a value says, not in what was said."
        )
    if unsought:
        told.append(f"{_the(unsought)} too short to be looked for in others’ rows at all.")
    return told


def _the(terms: Collection[str]) -> str:
    named = " and ".join(str(Term(term).label).lower() for term in sorted(terms))
    return f"{named.capitalize()} {'is' if len(terms) == 1 else 'are'}"


def due(erasure: Erasure, now: datetime | None = None) -> tuple[str, str]:
    """Return (how long until it is due in words, the CSS class of that)."""
    if not erasure.is_open:
        return "", ""
    left = erasure.due_at - (now or timezone.now())
    if left < timedelta(0):
        late = -left
        told = plural(late.days, "day") if late.days else "less than a day"
        return f"overdue by {told}", "bad-ink"
    told = f"in {plural(left.days, 'day')}" if left.days else "within a day"
    return told, "warn-ink" if left < SOON else ""
