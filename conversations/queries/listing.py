"""One page of the conversations list, filtered, searched, newest first."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

from conversations.filters import ConversationFilters
from conversations.models import Conversation
from conversations.queries.narrowed import narrowed
from conversations.queries.search import Bounds, search
from orgs.models import Organization
from persons.models import Person
from web import highlight, keyset, sizes
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
    source: str
    revision: int
    frame_count: int


COLUMNS = ", ".join(f"c.{name}" for name in Row._fields)


def place_of(row: Row) -> Place:
    return Place(row.created_at, row.id)


def fetch(
    organization: Organization,
    filters: ConversationFilters,
    place: Place | None,
    direction: Direction,
    limit: int,
) -> list[Row]:
    """Return up to `limit` rows strictly beyond `place`, in reading order of `direction`."""
    found = narrowed(organization.pk, filters)
    query = highlight.parse(filters.q)
    if filters.q and not query:
        return []
    if query:
        bounds = Bounds(organization.pk, *filters.period())
        rows = search(found, COLUMNS, query, bounds, place, direction, limit)
    else:
        rows = found.beyond(COLUMNS, place, direction, limit)
    return [Row._make(row) for row in rows]


def scope(organization_id: int, filters: ConversationFilters) -> str:
    """Return what a cursor of the list carries: whose list, under which filters."""
    return f"{organization_id} {filters.scope}"


def page(
    organization: Organization, filters: ConversationFilters, asked: keyset.Request
) -> keyset.Page[Row]:
    """Return the page asked for. Raises BadCursorError for a cursor of other filters."""
    return keyset.read(
        asked,
        scope(organization.pk, filters),
        PAGE_SIZE,
        lambda place, direction, limit: fetch(organization, filters, place, direction, limit),
        place_of,
    )


def about(
    organization: Organization, filters: ConversationFilters, template_id: int | None = None
) -> tuple[int, bool]:
    """Return (how many pass the filters, whether that is exact); the search is not counted.

    `template_id` is the filtered template's: without it the estimate cannot know its share.
    """
    found = narrowed(organization.pk, filters, template_id)
    return sizes.about_sql(f"SELECT c.id {found.sql}", found.params)


def count_new(organization: Organization, filters: ConversationFilters, cursor: str) -> int:
    """Return how many conversations, up to 100, came since `cursor`. Raises BadCursorError."""
    place = keyset.decode(cursor, scope(organization.pk, filters))
    return len(fetch(organization, filters, place, "newer", _NEW_COUNTED))


def neighbours(
    organization: Organization, filters: ConversationFilters, conversation: Conversation
) -> tuple[str, str]:
    """Return the public ids of the (newer, older) one next to it in the filtered list, or ""."""
    place = Place(conversation.created_at, conversation.pk)
    if not filters.q:
        return narrowed(organization.pk, filters).beside("c.public_id", place)
    newer = [row.public_id for row in fetch(organization, filters, place, "newer", 1)]
    older = [row.public_id for row in fetch(organization, filters, place, "older", 1)]
    return newer[0] if newer else "", older[0] if older else ""


class TemplateChoice(NamedTuple):
    id: int
    public_id: str
    name: str


def template_choices(organization: Organization) -> list[TemplateChoice]:
    """Return the organisation's templates by name, 500 at most: more do not fit a menu."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, public_id, name FROM conversations_template"
            " WHERE organization_id = %s ORDER BY name, id LIMIT 500",
            [organization.pk],
        )
        return [TemplateChoice._make(row) for row in cursor.fetchall()]


def person(organization: Organization, public_id: str) -> Person | None:
    """Return a person of the organisation, None for anyone else and one being erased."""
    found = Person.objects.raw(
        "SELECT * FROM persons_person"
        " WHERE organization_id = %s AND public_id = %s AND erasing_at IS NULL",
        [organization.pk, public_id],
    )
    return next(iter(found), None)
