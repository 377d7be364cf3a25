"""A delivery in words: what it is, how it stands, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from outputs.models import EndpointState, Kind, State
from outputs.present.words import countdown, event_label, outcome
from outputs.queries.rows import Row
from web import format as formats
from web.paths import path_of

_TONES: dict[str, str] = {
    State.PENDING: "pending",
    State.SUCCEEDED: "success",
    State.FAILED: "failed",
    State.CANCELLED: "none",
}
_STATES: dict[str, str] = {state: str(state.label) for state in State}
_KINDS: dict[str, str] = {kind: str(kind.label) for kind in Kind}


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


class _Lists(NamedTuple):
    """Where deliveries and conversations are: each has its own address right below."""

    deliveries: str
    conversations: str


def present(row: Row, slug: str, now: datetime) -> DeliveryRow:
    [shown] = present_all([row], slug, now)
    return shown


def present_all(rows: Sequence[Row], slug: str, now: datetime) -> list[DeliveryRow]:
    """Return a page's lines."""
    # Looked up once: a hundred look-ups were a tenth of the page.
    lists = _Lists(
        deliveries=path_of("delivery_list", slug),
        conversations=path_of("conversation_list", slug),
    )
    local = now.astimezone(timezone.get_current_timezone())
    return [_line(row, lists, local) for row in rows]


def _line(row: Row, lists: _Lists, now: datetime) -> DeliveryRow:
    """`now` in the zone that times are shown in."""
    at, at_iso, at_full = formats.row_time(row.created_at, now)
    return DeliveryRow(
        public_id=row.public_id,
        href=f"{lists.deliveries}{row.public_id}/",
        event=event_label(row.event_type),
        goal=row.goal,
        tone=_TONES.get(row.state, "none"),
        state=state_label(row),
        next=next_try(row, now),
        tries=formats.plural(row.attempt_count, "try", "tries") if row.attempt_count else "",
        outcome=outcome(row.last_status, row.last_error, row.last_latency_ms),
        target=row.target.partition("://")[2] or row.target,
        endpoint=row.endpoint_name or "",
        kind=_KINDS[row.kind],
        conversation=(row.person or "Visitor") if row.conversation else "",
        conversation_href=f"{lists.conversations}{row.conversation}/" if row.conversation else "",
        template=row.template_name or "",
        at=at,
        at_iso=at_iso,
        at_full=at_full,
        is_history=row.is_history,
        is_sent_again=can_be_sent_again(row),
    )


def can_be_sent_again(row: Row) -> bool:
    """Whether there is something of ours to send, and somewhere to send it.

    No import's, no page's callback, nothing erased, no deleted endpoint's.
    """
    is_ours = not row.is_history and row.kind != Kind.CALLBACK
    is_held = row.erased_at is None and row.endpoint_state != EndpointState.DELETED
    return is_ours and is_held and not row.is_waiting


def state_label(row: Row) -> str:
    if row.kind == Kind.CALLBACK and row.state == State.SUCCEEDED:
        return "Fired"
    if row.state == State.PENDING and row.attempt_count and not row.is_history:
        return "Retrying"
    return _STATES[row.state]


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
