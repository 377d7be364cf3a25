"""The audit log, ready to print: one plain sentence an event, support visits as groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from orgs.models import AuditEvent, Membership, Organization, SupportAccess
from orgs.present.sentences import Names, sentence, subject_of
from orgs.queries import audit as queries
from orgs.queries.audit import AuditFilters
from web import format as formats
from web import keyset


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event. `title`: its time in full, and the request it came with."""

    said: Markup
    reason: str
    address: str
    ago: str
    iso: str
    title: str


@dataclass(frozen=True, slots=True)
class AuditVisit:
    """What a page of the log holds of one support visit, and why the visit was made."""

    who: Markup
    reason: str
    ticket: str
    rows: list[AuditRow]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events and visits, newest first, and where the page's controls lead."""

    items: list[AuditRow | AuditVisit]
    older: str
    newer: str
    size: str
    cursor_was_bad: bool


def audit_page(
    organization: Organization,
    filters: AuditFilters,
    members: dict[int, Membership],
    given: Sequence[tuple[str, str]],
    asked: keyset.Request,
    *,
    cursor_was_bad: bool = False,
) -> AuditPage:
    """Read and present one page; `given`: the filters as they stand in the URL.

    Raises BadCursorError.
    """
    page = queries.page(organization, filters, asked)
    names = _names(organization, members, page.rows)
    visits = queries.visits(organization, page.rows)
    here = reverse("audit_log", args=[organization.slug])
    more = "+" if page.older or page.newer else ""
    return AuditPage(
        items=_items(page.rows, names, visits),
        older=f"{here}?{urlencode([*given, ('older', page.older)])}" if page.older else "",
        newer=f"{here}?{urlencode([*given, ('newer', page.newer)])}" if page.newer else "",
        size=f"{len(page.rows)}{more} event{'' if len(page.rows) == 1 and not more else 's'}",
        cursor_was_bad=cursor_was_bad,
    )


def _names(
    organization: Organization, members: dict[int, Membership], events: Sequence[AuditEvent]
) -> Names:
    """Look up, in a fixed number of queries, what the events name by id."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        kind, public_id = subject_of(event)
        if kind and public_id:
            wanted.setdefault(kind, set()).add(public_id)
    wanted.pop("key", None)
    keys = queries.keys(organization, events)
    return Names(
        slug=organization.slug,
        members={key: membership.user.display_name for key, membership in members.items()},
        staff={key: user.display_name for key, user in queries.support_staff(events).items()},
        invited=queries.invited(organization, wanted.pop("invitation", set())),
        keys={key.public_id: key.name for key in keys},
        programs={key.pk: key.name for key in keys},
        pages={
            (kind, public_id): page
            for kind, ids in wanted.items()
            for public_id, page in queries.openable(organization, kind, ids).items()
        },
    )


def _items(
    events: Sequence[AuditEvent], names: Names, visits: list[SupportAccess]
) -> list[AuditRow | AuditVisit]:
    """Gather what belongs to one visit where the newest of it stands."""
    now = timezone.now()
    items: list[AuditRow | AuditVisit] = []
    groups: dict[int, AuditVisit] = {}
    for event in events:
        visit = _visit_of(event, visits)
        row = _row(event, names, now, says_who=visit is None)
        if visit is None:
            items.append(row)
        elif visit.pk in groups:
            groups[visit.pk].rows.append(row)
        else:
            group = AuditVisit(names.actor(event), visit.reason, visit.ticket, [row])
            groups[visit.pk] = group
            items.append(group)
    return items


def _visit_of(event: AuditEvent, visits: list[SupportAccess]) -> SupportAccess | None:
    """Return the newest visit of this support person's that was open when they did it."""
    if event.actor_kind != AuditEvent.Actor.SUPPORT or event.action.startswith("user."):
        return None
    for visit in visits:
        if visit.user_id == event.actor_id and visit.granted_at <= event.at < visit.expires_at:
            return visit
    return None


def _row(event: AuditEvent, names: Names, now: datetime, *, says_who: bool) -> AuditRow:
    number = event.request_id.strip("-")
    return AuditRow(
        said=sentence(event, names, says_who=says_who),
        reason=event.reason,
        address=event.address or "",
        ago=formats.ago(event.at, now),
        iso=formats.iso(event.at),
        title=formats.full(event.at) + (f" · request {number}" if number else ""),
    )
