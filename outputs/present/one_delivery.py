"""A delivery's page: what was sent, try by try, and why something is not there."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from orgs.models import Organization
from outputs.models import Kind, Problem, State
from outputs.present.rows import (
    DeliveryRow,
    countdown,
    error_in_words,
    latency,
    present,
)
from outputs.queries.one_delivery import Content, Found, Try, headers_of
from outputs.queries.rows import Row
from web import format as formats

_LONGEST = 60_000  # characters of one body
_STATUS = {Problem.CLIENT_ERROR, Problem.SERVER_ERROR, Problem.REDIRECT, Problem.NONE}


@dataclass(frozen=True, slots=True)
class TryCard:
    """One try. `said`: how it ended; `body` and the headers: "" and [] where there is nothing."""

    number: int
    tone: str
    said: str
    latency: str
    at: str
    at_iso: str
    at_full: str
    next: str
    is_kept: bool
    is_under_way: bool
    request_headers: list[tuple[str, str]]
    response_headers: list[tuple[str, str]]
    response_body: str
    response_size: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What every try sends: the request's first line, and its body as a person reads it."""

    method: str
    body: str
    size: str
    content_type: str
    headers: list[str]


@dataclass(frozen=True, slots=True)
class OneDelivery:
    """`missing`: why there is no content, `untried`: why there are no tries, in a sentence each.

    `endpoint_href`: "" where it has none. `asks`: where the page asks what came since, every so
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
        sent=_sent(found.content) if found.content else None,
        missing="" if found.content else _missing(row, now),
        tries=[_card(each, now) for each in found.tries],
        tries_left_out=max(row.attempt_count - len(found.tries), 0) if found.tries else 0,
        facts=_facts(row, now),
        endpoint_href=reverse("endpoint_page", args=[slug, row.endpoint]) if row.endpoint else "",
        here=here,
        untried=_untried(row),
        asks=f"{here}?seen={mark}",
        asks_every=asks_every([row], now),
        mark=mark,
    )


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
    if row.next_attempt_at and row.state == State.PENDING and not row.is_waiting:
        at = row.next_attempt_at
        told.append(("Next try", countdown(at, now), formats.full(at)))
    if row.output:
        told.append(("Output", row.output, "Its id on the template’s version"))
    return told


def _untried(row: Row) -> str:
    """Return why a delivery has no tries."""
    if row.is_history:
        return "It was not tried from here."
    if row.kind == Kind.CALLBACK:
        return "The page that shows the conversation fired it; nothing was sent from here."
    return "Not tried yet." if row.state == State.PENDING else "Never tried."


def _missing(row: Row, now: datetime) -> str:
    """Return why a delivery has no content."""
    days = settings.OUTPUTS_CONTENT_DAYS
    if row.is_history:
        return "This delivery was imported: what it held, and each of its tries, stayed elsewhere."
    if row.is_waiting:
        return "The body is made once the summary is there, or a minute after the end without one."
    if row.last_error == Problem.TOO_LARGE:
        return "Its body was larger than 256 kB, so it was never sent and is not kept."
    if row.last_error == Problem.NO_ENDPOINT:
        return "Nothing was sent: the output names no endpoint there is."
    if now - row.created_at >= timedelta(days=days):
        return f"Bodies and answers are kept for {formats.plural(days, 'day')}; these are gone."
    if row.conversation is None:
        return "What was sent and answered was erased together with the person it was about."
    return "Nothing is kept of what was sent."


def _sent(content: Content) -> Sent:
    return Sent(
        method=content.method,
        body=readable(content.body),
        size=formats.size(len(content.body)),
        content_type=content.content_type,
        headers=content.headers,
    )


def readable(body: bytes) -> str:
    """Return bytes as text: JSON indented, what is no text told by its length."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"{formats.size(len(body))} that are no text"
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}\n… {len(text) - _LONGEST:,} characters more"
    return text.replace("\x00", "�")


def _card(each: Try, now: datetime) -> TryCard:
    is_under_way = each.status is None and not each.error
    body = bytes(each.response_body or b"")
    return TryCard(
        number=each.number,
        tone="pending" if is_under_way else "failed" if each.error else "success",
        said=_said(each, is_under_way),
        latency=latency(each.latency_ms) if each.latency_ms is not None else "",
        at=formats.day_time(each.at),
        at_iso=formats.iso(each.at),
        at_full=formats.full(each.at),
        next=_next(each, now),
        is_kept=each.is_kept,
        is_under_way=is_under_way,
        request_headers=headers_of(each.request_headers),
        response_headers=headers_of(each.response_headers),
        response_body=readable(body) if body else "",
        response_size=formats.size(len(body)) if body else "",
    )


def _next(each: Try, now: datetime) -> str:
    if each.next_at is None or each.next_at <= now:
        return ""
    return f"Next try {countdown(each.next_at, now)}."


def _said(each: Try, is_under_way: bool) -> str:
    if is_under_way:
        return "Under way, or its sender ended before it knew"
    if each.status and each.error in _STATUS:
        return f"{each.status} · {error_in_words(each.error)}" if each.error else str(each.status)
    return error_in_words(each.error)
