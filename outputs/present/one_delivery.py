"""A delivery's page: what was sent, try by try, and why something is not there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from orgs.models import Organization
from outputs.models import EndpointState, Kind, State
from outputs.present.contents import Sent, missing, sent
from outputs.present.rows import DeliveryRow, present
from outputs.present.tries import TryCard, try_card
from outputs.present.words import countdown, error_in_words
from outputs.queries.one_delivery import Found
from outputs.queries.rows import Row
from web import format as formats


@dataclass(frozen=True, slots=True)
class OneDelivery:
    """`missing`: why there is no content, `untried`: why there are no tries, in a sentence each.

    `endpoint_href`: "" where there is none. `asks`: where the page asks what came since, every so
    many seconds; `mark`: what it has.
    """

    row: DeliveryRow
    sent: Sent | None
    missing: str
    tries: list[TryCard]
    tries_left_out: int
    facts: list[tuple[str, str, str]]
    endpoint_href: str
    here: str
    untried: str
    asks: str
    asks_every: int
    mark: str


def one_delivery(organization: Organization, found: Found) -> OneDelivery:
    slug, now = organization.slug, timezone.now()
    row = found.row
    mark = f"{row.attempt_count}{row.state[0]}{'c' if row.claimed_until else ''}"
    here = reverse("delivery_page", args=[slug, row.public_id])
    return OneDelivery(
        row=present(row, slug, now),
        sent=sent(found.content) if found.content else None,
        missing="" if found.content else missing(row, now),
        tries=[try_card(each, now, goes_on=row.state == State.PENDING) for each in found.tries],
        tries_left_out=max(row.attempt_count - len(found.tries), 0) if found.tries else 0,
        facts=_facts(row, now),
        endpoint_href=_endpoint_href(slug, row),
        here=here,
        untried=_untried(row),
        asks=f"{here}?seen={mark}",
        asks_every=asks_every([row], now),
        mark=mark,
    )


def _endpoint_href(slug: str, row: Row) -> str:
    is_there = row.endpoint and row.endpoint_state != EndpointState.DELETED
    return reverse("endpoint_page", args=[slug, row.endpoint]) if is_there else ""


def asks_every(rows: list[Row], now: datetime) -> int:
    """Return after how many seconds a page of these asks again, 0 for never.

    Soon where something is about to happen, seldom where the next try is hours away.
    """
    pending = [row for row in rows if row.state == State.PENDING and not row.is_history]
    soon = now + timedelta(minutes=1)
    if any(row.next_attempt_at and row.next_attempt_at <= soon for row in pending):
        return 3
    return 20 if pending else 0


def _facts(row: Row, now: datetime) -> list[tuple[str, str, str]]:
    """Return (name, value, meaning) of what stands under the heading."""
    told = [
        ("Sent as", Kind(row.kind).label, ""),
        ("To", row.target or formats.NONE, "Without what may hold secrets: user name and query"),
        ("Made", formats.day_time(row.created_at), formats.full(row.created_at)),
        ("Tries", formats.number(row.attempt_count), ""),
    ]
    if row.finished_at:
        told.append(("Ended", formats.day_time(row.finished_at), formats.full(row.finished_at)))
    if row.state == State.CANCELLED and row.last_error:
        told.append(("Why", error_in_words(row.last_error), ""))
    if row.next_attempt_at and row.state == State.PENDING and not row.is_waiting:
        at = row.next_attempt_at
        told.append(("Next try", countdown(at, now), formats.full(at)))
    if row.output and row.output != row.endpoint:
        told.append(("Output", row.output, "Its id on the template’s version"))
    return told


def _untried(row: Row) -> str:
    """Return why a delivery has no tries."""
    if row.is_history:
        return "It was not tried from here."
    if row.kind == Kind.CALLBACK:
        return "The page that shows the conversation fired it; nothing was sent from here."
    return "Not tried yet." if row.state == State.PENDING else "Never tried."
