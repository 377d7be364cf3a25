"""The queue and an organisation's list, ready to print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from erasure.models import Erasure, State
from erasure.present import words
from erasure.queries import queue as queries
from erasure.queries.queue import QueueFilters, Waiting
from orgs.models import Organization
from web import keyset


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One request. `due`: in words, `due_tone` its class; `due_at` is null for closed ones."""

    href: str
    public_id: str
    subject: str
    via: str
    organization: str
    slug: str
    state: str
    tone: str
    progress: str
    ticket: str
    due: str
    due_tone: str
    due_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Rows, and where the controls lead."""

    rows: list[QueueRow]
    older: str
    newer: str
    size: str
    waiting: Waiting | None
    cursor_was_bad: bool


def queue_page(
    filters: QueueFilters,
    given: Sequence[tuple[str, str]],
    asked: keyset.Request,
    *,
    cursor_was_bad: bool = False,
) -> QueuePage:
    """Read and present one page; `given`: the filters as they stand in the URL.

    Raises BadCursorError.
    """
    read = queries.page(filters, asked)
    now = timezone.now()
    waiting = queries.waiting(now, now + words.SOON)
    return _page(read, reverse("support_queue"), given, _support_href, waiting, cursor_was_bad)


def organization_page(
    organization: Organization, asked: keyset.Request, *, cursor_was_bad: bool = False
) -> QueuePage:
    """Read and present one page of an organisation's own. Raises BadCursorError."""
    slug = organization.slug
    read = queries.of_organization(organization, asked)
    for erasure in read.rows:
        erasure.organization = organization

    def href(erasure: Erasure) -> str:
        return reverse("erasure_page", args=[slug, erasure.public_id])

    return _page(read, reverse("erasure_list", args=[slug]), [], href, None, cursor_was_bad)


def _support_href(erasure: Erasure) -> str:
    return reverse("support_job", args=[erasure.public_id])


def _page(
    read: keyset.Page[Erasure],
    here: str,
    given: Sequence[tuple[str, str]],
    href: Callable[[Erasure], str],
    waiting: Waiting | None,
    cursor_was_bad: bool,
) -> QueuePage:
    progress = queries.progress(list(read.rows)) if read.rows else {}
    more = "+" if read.older or read.newer else ""
    size = f"{len(read.rows)}{more} request{'' if len(read.rows) == 1 and not more else 's'}"
    return QueuePage(
        rows=[_row(erasure, href(erasure), progress.get(erasure.pk)) for erasure in read.rows],
        older=f"{here}?{urlencode([*given, ('older', read.older)])}" if read.older else "",
        newer=f"{here}?{urlencode([*given, ('newer', read.newer)])}" if read.newer else "",
        size=size,
        waiting=waiting,
        cursor_was_bad=cursor_was_bad,
    )


def _row(erasure: Erasure, href: str, progress: tuple[int, int] | None) -> QueueRow:
    due, due_tone = words.due(erasure)
    state = State(erasure.state)
    return QueueRow(
        href=href,
        public_id=erasure.public_id,
        subject=words.subject(erasure),
        via=erasure.get_via_display(),
        organization=erasure.organization.name,
        slug=erasure.organization.slug,
        state=str(state.label),
        tone=words.TONES[state],
        progress=_progress(erasure, progress),
        ticket=erasure.ticket,
        due=due,
        due_tone=due_tone,
        due_at=erasure.due_at,
        at=erasure.finished_at or erasure.created_at,
    )


def _progress(erasure: Erasure, progress: tuple[int, int] | None) -> str:
    if progress and erasure.is_open and progress[1]:
        return f"{progress[0]} of {progress[1]} steps"
    return erasure.problem if erasure.state == State.FAILING else ""
