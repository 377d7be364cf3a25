"""Which state a session may get to from which, and what a state or an end makes of it."""

from conversations.models import SessionStatus, Status

_LOADING, _READY, _JOINING, _CONNECTED, _DISCONNECTING, _ENDED = SessionStatus

# From the first on the left to any on the right. Staying where one is changes nothing.
MOVES: dict[str, frozenset[SessionStatus]] = {
    "": frozenset({_LOADING, _READY, _JOINING, _CONNECTED, _ENDED}),
    _LOADING: frozenset({_READY, _JOINING, _CONNECTED, _ENDED}),
    _READY: frozenset({_LOADING, _JOINING, _CONNECTED, _ENDED}),
    _JOINING: frozenset({_LOADING, _READY, _CONNECTED, _DISCONNECTING, _ENDED}),
    _CONNECTED: frozenset({_JOINING, _DISCONNECTING, _ENDED}),
    _DISCONNECTING: frozenset({_JOINING, _CONNECTED, _ENDED}),
    _ENDED: frozenset(),
}

# What completes the record of a session that is over; everything else comes too late.
TAKEN_AFTER_THE_END = frozenset(
    {
        "summary",
        "criterion.evaluated",
        "goal.committed",
        "usage",
        "callback.fired",
        "turn.corrected",
        "frame.captured",
        "session.status",
        "session.ended",
    }
)

_BY_OUTCOME = {
    "completed": Status.COMPLETED,
    "abandoned": Status.ABANDONED,
    "error": Status.FAILED,
}
_BY_REASON = {"error": Status.FAILED, "timeout": Status.ABANDONED}


def is_allowed(before: str, after: SessionStatus) -> bool:
    """Whether a session in state `before`, '' before its first, may get to `after`."""
    return before == after or after in MOVES[before]


def status_at_end(reason: str, outcome: str, *, is_joined: bool) -> Status:
    """Return how a conversation stands whose session ended for `reason` ('' where none is known).

    `is_joined`: somebody took part in it.
    """
    if outcome in _BY_OUTCOME:
        return _BY_OUTCOME[outcome]
    if reason in _BY_REASON:
        return _BY_REASON[reason]
    return Status.COMPLETED if is_joined else Status.ABANDONED
