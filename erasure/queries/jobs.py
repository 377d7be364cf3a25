"""Requests and jobs: the queue, one of them with all that is told of it."""

from django.db.models import Count, Q, QuerySet

from erasure.models import (
    Approval,
    Comment,
    Erasure,
    Event,
    Mention,
    Receiver,
    Step,
)
from erasure.models.job import CLOSED
from orgs.models import Organization
from web import keyset
from web.keyset import Direction, Place

PAGE_SIZE = 50
OPEN_SHOWN = 200


def open_ones() -> list[Erasure]:
    """Return what is not closed, of all organisations, due first, 200 at most.

    What is overdue stands on top. What organisations erase by themselves is not among them.
    """
    found = Erasure.objects.exclude(state__in=CLOSED).filter(kind="person")
    return list(found.select_related("organization").order_by("due_at", "id")[:OPEN_SHOWN])


def page(
    asked: keyset.Request, *, organization: Organization | None = None, state: str = ""
) -> keyset.Page[Erasure]:
    """Return a page of all requests, newest first: of one organisation or of all, of one state.

    Raises BadCursorError.
    """
    found = Erasure.objects.select_related("organization")
    if organization is not None:
        found = found.filter(organization=organization)
    if state:
        found = found.filter(state=state)

    def fetch(place: Place | None, direction: Direction, limit: int) -> list[Erasure]:
        return keyset.newest_first(found, place, direction, limit)

    scope = f"erasures?{organization.pk if organization else ''}&{state}"
    return keyset.read(asked, scope, PAGE_SIZE, fetch, lambda e: Place(e.created_at, e.pk))


def get(public_id: str, organization: Organization | None = None) -> Erasure | None:
    """Return a job by its id: any (for support staff), or one organisation's own."""
    found = Erasure.objects.select_related("organization").filter(public_id=public_id)
    if organization is not None:
        found = found.filter(organization=organization)
    return found.first()


def open_of_person(organization: Organization, person_id: int) -> Erasure | None:
    """Return the open request about a person (internal id), or None: for the person's page."""
    found = Erasure.objects.filter(organization=organization, identity__person_id=person_id)
    return found.exclude(state__in=CLOSED).order_by("-id").first()


def steps(erasure: Erasure) -> QuerySet[Step]:
    return Step.objects.filter(erasure=erasure).order_by("position")


def timeline(erasure: Erasure) -> QuerySet[Event]:
    """Return the job's events, oldest first."""
    return Event.objects.filter(erasure=erasure).order_by("at", "id")


def comments(erasure: Erasure) -> QuerySet[Comment]:
    return Comment.objects.filter(erasure=erasure).select_related("author").order_by("at", "id")


def approvals(erasure: Erasure) -> QuerySet[Approval]:
    return Approval.objects.filter(erasure=erasure).select_related("user").order_by("at", "id")


def recall(erasure: Erasure) -> QuerySet[Receiver]:
    """Return who had received data, by host: also the rows of the CSV."""
    found = Receiver.objects.filter(erasure=erasure)
    return found.order_by("host", "endpoint", "event_type", "id")


def mentions(erasure: Erasure, state: str = "") -> QuerySet[Mention]:
    """Return the mentions, with ids and without what they say, in the order they were found."""
    found = Mention.objects.filter(erasure=erasure)
    return (found.filter(state=state) if state else found).order_by("id")


def mention_counts(erasure: Erasure) -> dict[str, int]:
    """Return {state: how many mentions stand in it}."""
    counted = Mention.objects.filter(erasure=erasure).values_list("state").annotate(Count("id"))
    return dict(counted.order_by())


def with_receipt(organization: Organization | None = None) -> QuerySet[Erasure]:
    """Return finished jobs with their receipts, newest first."""
    found = Erasure.objects.filter(Q(receipt__isnull=False)).select_related(
        "organization", "receipt"
    )
    if organization is not None:
        found = found.filter(organization=organization)
    return found.order_by("-created_at", "-id")
