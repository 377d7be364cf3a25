"""What deliveries say of themselves, in words: events, outcomes, waits."""

from datetime import datetime, timedelta

from outputs.models import EventType, Problem
from web import format as formats

_EVENTS: dict[str, str] = {event: str(event.label) for event in EventType}
_PROBLEMS: dict[str, str] = {problem: str(problem.label) for problem in Problem}


def event_label(event_type: str) -> str:
    """Return an event in words; one that only an import knows as it is."""
    return _EVENTS.get(event_type, event_type)


def countdown(at: datetime, now: datetime) -> str:
    """Return `in 4 min`; seconds under two minutes, hours from two hours on."""
    seconds = max(int((at - now) / timedelta(seconds=1)), 0)
    if seconds < 120:
        return f"in {seconds} s"
    if seconds < 7200:
        return f"in {seconds // 60} min"
    return f"in {seconds // 3600} h {seconds % 3600 // 60} min"


# Where the status says more than our words for its kind.
_STATUS_SAYS = {Problem.CLIENT_ERROR, Problem.SERVER_ERROR, Problem.REDIRECT}


def outcome(status: int | None, error: str, latency_ms: int | None) -> str:
    """Return how a try ended: `200 in 84 ms`, `503: it failed`; "" for none that ended."""
    took = f" in {latency(latency_ms)}" if latency_ms is not None and not error else ""
    if not error:
        return f"{status}{took}" if status else ""
    words = error_in_words(error)
    if status and error in _STATUS_SAYS:
        return f"{status}: {words[:1].lower()}{words[1:]}"
    return words


def error_in_words(error: str) -> str:
    return _PROBLEMS.get(error) or error.capitalize()


def latency(milliseconds: int | None) -> str:
    """Return `84 ms`, from ten seconds on `12.4 s`."""
    if milliseconds is None:
        return formats.NONE
    if milliseconds < 10_000:
        return f"{milliseconds:,} ms"
    return f"{milliseconds / 1000:.1f} s"
