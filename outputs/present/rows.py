"""A delivery in words: what it is, how it stands, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from outputs.models import EndpointState, Kind, State
from outputs.present.words import countdown, event_label, outcome
from outputs.queries.rows import Row
from web import format as formats

_TONES = {
    State.PENDING: "pending",
    State.SUCCEEDED: "success",
    State.FAILED: "failed",
    State.CANCELLED: "none",
}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One line. `next`: when it is tried again, in words; `outcome`: how the last try ended."""

    public_id: str
    href: str
    event: str
    goal: str
    tone: str
    state: str
    next: str
    tries: str
    outcome: str
    target: str
    endpoint: str
    kind: str
    conversation: str
    conversation_href: str
    template: str
    at: str
    at_iso: str
    at_full: str
    is_history: bool
    is_sent_again: bool


def present(row: Row, slug: str, now: datetime) -> DeliveryRow:
    return DeliveryRow(
        public_id=row.public_id,
        href=reverse("delivery_page", args=[slug, row.public_id]),
        event=event_label(row.event_type),
        goal=row.goal,
        tone=_TONES.get(State(row.state), "none"),
        state=state_label(row),
        next=next_try(row, now),
        tries=formats.plural(row.attempt_count, "try", "tries") if row.attempt_count else "",
        outcome=outcome(row.last_status, row.last_error, row.last_latency_ms),
        target=row.target.partition("://")[2] or row.target,
        endpoint=row.endpoint_name or "",
        kind=Kind(row.kind).label,
        conversation=(row.person or "Visitor") if row.conversation else "",
        conversation_href=_conversation_href(row, slug),
        template=row.template_name or "",
        at=formats.ago(row.created_at, now),
        at_iso=formats.iso(row.created_at),
        at_full=formats.full(row.created_at),
        is_history=row.is_history,
        is_sent_again=can_be_sent_again(row),
    )


def _conversation_href(row: Row, slug: str) -> str:
    return reverse("conversation_page", args=[slug, row.conversation]) if row.conversation else ""


def can_be_sent_again(row: Row) -> bool:
    """Whether there is something of ours to send: not an import's, not a page's own callback."""
    return not row.is_history and row.kind != Kind.CALLBACK and not row.is_waiting


def state_label(row: Row) -> str:
    if row.kind == Kind.CALLBACK and row.state == State.SUCCEEDED:
        return "Fired"
    if row.state == State.PENDING and row.attempt_count and not row.is_history:
        return "Retrying"
    return str(State(row.state).label)


def next_try(row: Row, now: datetime) -> str:
    """Return when it is tried next, "" where it is not."""
    if row.state != State.PENDING:
        return ""
    if row.is_history:
        return "as imported"
    if row.is_waiting:
        return "waits for the summary, a minute at most"
    if row.claimed_until and row.claimed_until > now:
        return "being sent now"
    if row.endpoint_state == EndpointState.PAUSED:
        return "held: the endpoint is paused"
    if row.endpoint_state == EndpointState.DISABLED:
        return "held: the endpoint is disabled"
    if row.next_attempt_at is None or row.next_attempt_at <= now:
        return "next try now"
    return f"next try {countdown(row.next_attempt_at, now)}"
