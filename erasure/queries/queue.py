"""The queue of requests: what is open by its due date, what is closed newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from erasure.models import Erasure, Kind, State, Step, StepState
from erasure.models.job import CLOSED
from orgs.models import Organization
from web import keyset
from web.keyset import Direction, Place

PAGE_SIZE = 50
COUNTED = 100  # nobody needs to know more than that it is this many


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """Which requests; empty means all. `is_closed`: the denied and finished, else the open ones.

    Retention's own jobs are left out of the open ones unless they are asked for by `kind`.
    """

    is_closed: bool = False
    state: str = ""
    kind: str = ""
    organization: str = ""
    ticket: str = ""
    is_overdue: bool = False

    def scope(self) -> str:
        """Return what cursors under these filters carry."""
        parts = (self.is_closed, self.state, self.kind, self.organization, self.ticket)
        return f"erasures?{parts} {self.is_overdue}"


def page(filters: QueueFilters, asked: keyset.Request) -> keyset.Page[Erasure]:
    """Return one page over all organisations. Raises BadCursorError for a cursor of other filters.

    Open ones come with the one due first on top, closed ones with the newest.
    """
    found = _narrowed(filters)
    if filters.is_closed:
        return keyset.read(
            asked,
            filters.scope(),
            PAGE_SIZE,
            lambda place, direction, limit: keyset.newest_first(found, place, direction, limit),
            lambda erasure: Place(erasure.created_at, erasure.pk),
        )
    return keyset.read(
        asked,
        filters.scope(),
        PAGE_SIZE,
        lambda place, direction, limit: _due_first(found, place, direction, limit),
        lambda erasure: Place(erasure.due_at, erasure.pk),
    )


def _narrowed(filters: QueueFilters) -> QuerySet[Erasure]:
    found = Erasure.objects.select_related("organization")
    found = found.filter(state__in=CLOSED) if filters.is_closed else found.exclude(state__in=CLOSED)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    elif not filters.is_closed:
        found = found.exclude(kind=Kind.RETENTION, state__in=[State.RUNNING, State.VERIFYING])
    if filters.organization:
        found = found.filter(organization__slug=filters.organization)
    if filters.ticket:
        found = found.filter(ticket=filters.ticket)
    if filters.is_overdue:
        found = found.filter(due_at__lt=timezone.now())
    return found


def _due_first(
    found: QuerySet[Erasure], place: Place | None, direction: Direction, limit: int
) -> list[Erasure]:
    """As `keyset.newest_first`, but the page read on to is the one due later."""
    if place and direction == "older":
        found = found.filter(Q(due_at__gt=place.at) | Q(due_at=place.at, id__gt=place.id))
    elif place:
        found = found.filter(Q(due_at__lt=place.at) | Q(due_at=place.at, id__lt=place.id))
    order = ("due_at", "id") if direction == "older" else ("-due_at", "-id")
    return list(found.order_by(*order)[:limit])


def progress(erasures: Collection[Erasure]) -> dict[int, tuple[int, int]]:
    """Return {key: (steps done, steps in all)} of those that have begun."""
    done = Count("pk", filter=Q(state=StepState.DONE))
    found = Step.objects.filter(erasure__in=erasures).values("erasure_id")
    counted = found.annotate(done=done, total=Count("pk"))
    return {row["erasure_id"]: (row["done"], row["total"]) for row in counted}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many open requests there are, up to COUNTED each."""

    overdue: int
    soon: int
    people: int


def waiting(now: datetime, soon: datetime) -> Waiting:
    """Return how many open requests are overdue, due before `soon`, and wait for people."""
    still_open = Erasure.objects.exclude(state__in=CLOSED)
    people = (State.COUNTED, State.AWAITING, State.MENTIONS, State.FAILING)

    def count(found: QuerySet[Erasure]) -> int:
        return len(found.order_by("due_at", "id").values_list("pk")[:COUNTED])

    return Waiting(
        overdue=count(still_open.filter(due_at__lt=now)),
        soon=count(still_open.filter(due_at__gte=now, due_at__lt=soon)),
        people=count(still_open.filter(state__in=people)),
    )


def of_organization(organization: Organization, asked: keyset.Request) -> keyset.Page[Erasure]:
    """Return one page of an organisation's own erasures, newest first. Raises BadCursorError."""
    found = Erasure.objects.filter(organization=organization)
    return keyset.read(
        asked,
        f"erasures of {organization.pk}",
        PAGE_SIZE,
        lambda place, direction, limit: keyset.newest_first(found, place, direction, limit),
        lambda erasure: Place(erasure.created_at, erasure.pk),
    )


def existing(organization_id: int, public_ids: Collection[str]) -> set[str]:
    """Return which of these requests there are, for the audit log's links."""
    found = Erasure.objects.filter(organization_id=organization_id, public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))
