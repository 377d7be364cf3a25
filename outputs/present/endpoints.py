"""Endpoints in words: their state, their health, their last day as a chart."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from orgs.models import Organization
from outputs.addresses import shown
from outputs.filters import DeliveryFilters
from outputs.models import Endpoint, EndpointState, Reason, State
from outputs.present.deliveries import list_url
from outputs.present.words import countdown, latency
from outputs.queries import endpoints
from outputs.queries import health as queries
from outputs.queries.health import Health
from web import format as formats
from web import keyset

_TONES = {EndpointState.ACTIVE: "success", EndpointState.PAUSED: "pending"}


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """One endpoint. `rate`, `p95`: of the last 24 hours; `next`: its next try, or why none."""

    endpoint: Endpoint
    href: str
    address: str
    tone: str
    state: str
    why: str
    rate: str
    told: str
    p95: str
    last_success_at: datetime | None
    next: str
    pending: str
    pending_href: str


@dataclass(frozen=True, slots=True)
class EndpointList:
    rows: list[EndpointRow]
    older: str
    newer: str


def endpoint_list(organization: Organization, asked: keyset.Request) -> EndpointList:
    """Read and present one page. Raises BadCursorError."""
    page = endpoints.page(organization, asked)
    found = queries.health(organization, page.rows) if page.rows else {}
    now, path = timezone.now(), reverse("endpoint_list", args=[organization.slug])
    return EndpointList(
        rows=[endpoint_row(organization.slug, each, found[each.pk], now) for each in page.rows],
        older=f"{path}?older={page.older}" if page.older else "",
        newer=f"{path}?newer={page.newer}" if page.newer else "",
    )


def endpoint_row(slug: str, endpoint: Endpoint, found: Health, now: datetime) -> EndpointRow:
    pending = DeliveryFilters(state=(State.PENDING.value,), endpoint=endpoint.public_id)
    return EndpointRow(
        endpoint=endpoint,
        href=reverse("endpoint_page", args=[slug, endpoint.public_id]),
        address=shown(endpoint.url).partition("://")[2],
        tone=_tone(endpoint),
        state=_state(endpoint),
        why=_why(endpoint),
        rate=_share(found.good, found.tries),
        told=_tries(found),
        p95=latency(found.p95),
        last_success_at=endpoint.last_success_at,
        next=_next(endpoint, found, now),
        pending=f"{about(found.pending)} pending" if found.pending else "",
        pending_href=list_url(slug, pending),
    )


def _tone(endpoint: Endpoint) -> str:
    if endpoint.state == EndpointState.ACTIVE and endpoint.failing_since:
        return "failed"
    return _TONES.get(EndpointState(endpoint.state), "failed")


def _state(endpoint: Endpoint) -> str:
    if endpoint.state == EndpointState.ACTIVE and endpoint.failing_since:
        return "Failing"
    return str(EndpointState(endpoint.state).label)


def _why(endpoint: Endpoint) -> str:
    if endpoint.state == EndpointState.ACTIVE:
        if not endpoint.failing_since:
            return ""
        failures = formats.plural(endpoint.consecutive_failures, "failure")
        return f"{failures} in a row, since {formats.day_time(endpoint.failing_since)}"
    since = formats.day_time(endpoint.state_since)
    reason = Reason(endpoint.reason).label if endpoint.reason else ""
    return f"{reason}, {since}" if reason else since


def _share(good: int, tries: int) -> str:
    """Return a rate as `99 %`; only all is 100 and only none is 0."""
    if not tries:
        return formats.NONE
    rounded = round(100 * good / tries)
    if 0 < good < tries:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded} %"


def _next(endpoint: Endpoint, found: Health, now: datetime) -> str:
    if found.next_at is None:
        return "nothing waits"
    if endpoint.state != EndpointState.ACTIVE:
        return f"held while {endpoint.state}"
    return f"next try {countdown(found.next_at, now) if found.next_at > now else 'now'}"


def _tries(found: Health) -> str:
    if not found.tries:
        return "no tries"
    return f"{found.good:,} of {formats.plural(found.tries, 'try', 'tries')}"


def about(count: int) -> str:
    """Return a count that stops at COUNTED."""
    return f"{queries.COUNTED:,}+" if count > queries.COUNTED else f"{count:,}"
