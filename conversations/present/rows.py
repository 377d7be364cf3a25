"""List rows, formatted in Python: a template that formats dates costs more than the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from django.utils import timezone
from markupsafe import Markup, escape

from conversations.models import Delivered, Status
from conversations.models.conversation import LIVE_FOR
from conversations.present.following import is_followed
from conversations.queries.excerpts import Excerpt
from conversations.queries.listing import Row
from web import format as formats
from web.highlight import Query, marked

_STATUSES = dict(Status.choices)


class ListRow(NamedTuple):
    """One row of a conversations list, ready to print. `revision`: 0 where no more will come."""

    public_id: str
    person: Markup
    persons: str
    template: str
    frames: str
    status: str
    status_label: str
    gist: Markup
    is_gist_faint: bool
    turn: int | None
    findings: str
    outputs: str
    outputs_label: str
    length: str
    created: str
    created_iso: str
    created_full: str
    is_archived: bool
    revision: int


def present(
    rows: Sequence[Row], query: Query | None, excerpts: Mapping[int, Excerpt]
) -> list[ListRow]:
    """Return rows as the list shows them, searched words marked."""
    now = timezone.localtime()
    return [_row(row, now, query, excerpts.get(row.id)) for row in rows]


def _row(row: Row, now: datetime, query: Query | None, excerpt: Excerpt | None) -> ListRow:
    status, label = status_of(row.status, row.turn_count, row.started_at, now)
    gist = excerpt.text if excerpt else marked(row.gist, query)
    return ListRow(
        public_id=row.public_id,
        person=marked(row.person_label, query) if row.person_label else escape("No person"),
        persons=f"{row.person_count} persons" if row.person_count > 1 else "",
        template=template_label(row.template_name, row.version_number),
        frames=formats.plural(row.frame_count, "frame") if row.frame_count else "",
        status=status,
        status_label=label,
        gist=gist or escape(_without_gist(row)),
        is_gist_faint=not gist,
        turn=excerpt.turn if excerpt else None,
        findings=findings_label(row),
        outputs=row.deliveries,
        outputs_label=outputs_label(row),
        length=formats.duration(row.duration_seconds),
        created=formats.ago(row.created_at, now, now.tzinfo),
        created_iso=formats.iso(row.created_at),
        created_full=_times_told(row, now.tzinfo),
        is_archived=row.archived_at is not None,
        revision=row.revision if is_followed(row.status, row.source, row.created_at, now) else 0,
    )


def _times_told(row: Row, zone: tzinfo | None) -> str:
    created = f"Created {formats.full(row.created_at, zone)}"
    if row.started_at is None:
        return created
    return f"{created}; started {formats.full(row.started_at, zone)}"


def status_of(
    status: str, turn_count: int, started_at: datetime | None, now: datetime
) -> tuple[str, str]:
    """Return (CSS class, label); one that was joined lately and has words in it is live."""
    if status == Status.JOINED and turn_count and started_at and now - started_at < LIVE_FOR:
        return "live", f"Live · {formats.duration((now - started_at).total_seconds())}"
    return status, _STATUSES[status]


def template_label(name: str, version: int | None) -> str:
    if not name:
        return "No template"
    return f"{name} · v{version}" if version else name


def findings_label(row: Row) -> str:
    if row.goals_total:
        return f"{row.goals_met} / {row.goals_total}"
    return str(row.finding_count) if row.finding_count else formats.NONE


def outputs_label(row: Row) -> str:
    if row.deliveries == Delivered.NONE:
        return "none"
    if row.deliveries == Delivered.FAILED:
        return f"{row.deliveries_failed} failed"
    word = "pending" if row.deliveries == Delivered.PENDING else "delivered"
    return f"{row.deliveries_total} {word}"


def _without_gist(row: Row) -> str:
    if row.turn_count:
        return f"No summary · {formats.plural(row.turn_count, 'turn')}"
    if row.status == Status.CREATED:
        return "Nobody has joined yet"
    return "Nothing said yet" if row.status == Status.JOINED else "Nothing was said"
