"""What was sent and answered, as a person reads it, or why it is not there."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from outputs.models import Problem
from outputs.queries.one_delivery import Content
from outputs.queries.rows import Row
from web import format as formats

_LONGEST = 60_000  # characters of one body


@dataclass(frozen=True, slots=True)
class Sent:
    """What every try sends: the request's first line, and its body as a person reads it."""

    method: str
    body: str
    size: str
    content_type: str
    headers: list[str]


def missing(row: Row, now: datetime) -> str:
    """Return why a delivery has no content."""
    days = settings.OUTPUTS_CONTENT_DAYS
    if row.erased_at:
        return (
            "What was sent and answered was erased together with the person it was about; it "
            "cannot be sent again."
        )
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
    return "Nothing is kept of what was sent."


def sent(content: Content) -> Sent:
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
