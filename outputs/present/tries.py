"""One try of a delivery, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime

from outputs.models import Problem
from outputs.present.contents import readable
from outputs.present.words import countdown, error_in_words, latency
from outputs.queries.one_delivery import Try, headers_of
from web import format as formats

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


def try_card(each: Try, now: datetime, *, goes_on: bool) -> TryCard:
    """`goes_on`: whether the delivery is tried again, and not cancelled meanwhile."""
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
        next=_next(each, now) if goes_on else "",
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
