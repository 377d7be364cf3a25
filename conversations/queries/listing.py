"""One page of the conversations list, filtered, searched, newest first."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from conversations.filters import ConversationFilters
from conversations.models import Conversation, Template
from conversations.queries.search import Bounds, search
from orgs.models import Organization
from persons.models import Person
from web import highlight, keyset
from web.keyset import Direction, Place

PAGE_SIZE = 50
_NEW_COUNTED = 100


class Row(NamedTuple):
    """What a list row shows; the columns' own names."""

    id: int
    public_id: str
    created_at: datetime
    started_at: datetime | None
    status: str
    turn_count: int
    duration_seconds: int | None
    person_label: str
    person_count: int
    template_name: str
    version_number: int | None
    gist: str
    finding_count: int
    goals_met: int
    goals_total: int
    deliveries: str
    deliveries_total: int
    deliveries_failed: int
    is_test: bool
    archived_at: datetime | None
    end_reason: str


def place_of(row: Row) -> Place:
    return Place(row.created_at, row.id)


def filtered(organization: Organization, filters: ConversationFilters) -> QuerySet[Conversation]:
    """Return the organisation's conversations that pass every filter but the search."""
    found = Conversation.objects.filter(
        organization=organization,
        is_test=filters.test,
        erasing_at__isnull=True,
        archived_at__isnull=not filters.archived,
    )
    if filters.template:
        found = found.filter(
            template__organization=organization, template__public_id=filters.template
        )
    if filters.status:
        found = found.filter(status__in=filters.status)
    since, until = filters.period()
    if since:
        found = found.filter(created_at__gte=since)
    if until:
        found = found.filter(created_at__lt=until)
    if filters.person:
        found = found.filter(participations__person__public_id=filters.person)
    return _measured(found, filters)


def _measured(
    found: QuerySet[Conversation], filters: ConversationFilters
) -> QuerySet[Conversation]:
    if filters.findings:
        found = found.filter(
            Q(finding_count__gt=0) if filters.findings == "yes" else Q(finding_count=0)
        )
    if filters.longer is not None:
        found = found.filter(duration_seconds__gt=filters.longer * 60)
    if filters.shorter is not None:
        found = found.filter(duration_seconds__lt=filters.shorter * 60)
    return found


def fetch(
    organization: Organization,
    filters: ConversationFilters,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> list[Row]:
    """Return up to `limit` rows strictly beyond `place`, in reading order of `direction`."""
    found = filtered(organization, filters)
    query = highlight.parse(filters.q)
    if filters.q and not query:
        return []
    if query:
        since, until = filters.period()
        columns = found.values_list(*Row._fields)
        bounds = Bounds(organization.pk, since, until)
        return [Row(*row) for row in search(columns, query, bounds, place, direction, limit)]
    if place:
        found = found.filter(beyond(place, direction))
    order = ["-created_at", "-id"] if direction == "older" else ["created_at", "id"]
    return [Row(*row) for row in found.order_by(*order).values_list(*Row._fields)[:limit]]


def beyond(place: Place, direction: Direction) -> Q:
    """Return the condition of rows strictly older or newer than `place`.

    The bare bound on `created_at` is what the index starts from.
    """
    if direction == "older":
        same_time = Q(created_at__lt=place.at) | Q(id__lt=place.id)
        return Q(created_at__lte=place.at) & same_time
    return Q(created_at__gte=place.at) & (Q(created_at__gt=place.at) | Q(id__gt=place.id))


def page(
    organization: Organization, filters: ConversationFilters, asked: keyset.Request
) -> keyset.Page[Row]:
    """Return the page asked for. Raises BadCursorError for a cursor of other filters."""
    return keyset.read(
        asked,
        filters.scope,
        PAGE_SIZE,
        lambda place, direction, limit: fetch(organization, filters, place, direction, limit),
        place_of,
    )


def count_new(organization: Organization, filters: ConversationFilters, cursor: str) -> int:
    """Return how many conversations, up to 100, came since `cursor`. Raises BadCursorError."""
    place = keyset.decode(cursor, filters.scope)
    return len(fetch(organization, filters, place, "newer", _NEW_COUNTED))


def neighbours(
    organization: Organization, filters: ConversationFilters, conversation: Conversation
) -> tuple[Row | None, Row | None]:
    """Return the (newer, older) conversations next to this one within the filtered list."""
    place = Place(conversation.created_at, conversation.pk)
    newer = fetch(organization, filters, place, "newer", 1)
    older = fetch(organization, filters, place, "older", 1)
    return (newer[0] if newer else None, older[0] if older else None)


def template_choices(organization: Organization) -> list[Template]:
    """Return the organisation's templates by name, 500 at most: more do not fit a menu."""
    found = Template.objects.filter(organization=organization).order_by("name", "id")
    return list(found.only("public_id", "name")[:500])


def person_name(organization: Organization, public_id: str) -> str:
    """Return what a person of the organisation is called, `unknown` for anyone else."""
    person = Person.objects.filter(
        organization=organization, public_id=public_id, erasing_at__isnull=True
    ).first()
    return person.display_name if person else "unknown"
