"""Support finds a person by exact id, across organisations: counts and times, no content."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q

from persons.models import Person

MOST = 100


class Hit(NamedTuple):
    """One person whom an id means. `erasing`: whether their erasure has begun already."""

    organization_id: int
    organization_slug: str
    organization_name: str
    person: str
    first_seen_at: datetime
    last_seen_at: datetime
    conversations: int
    erasing: bool


def by_exact_id(text: str) -> list[Hit]:
    """Return who has `text` as external id or as id, in whatever organisation, 100 at most."""
    wanted = text.strip()
    if not wanted:
        return []
    found = Person.objects.filter(Q(external_id=wanted) | Q(public_id=wanted))
    rows = found.order_by("organization__name", "id").values_list(
        "organization_id",
        "organization__slug",
        "organization__name",
        "public_id",
        "first_seen_at",
        "last_seen_at",
        "conversation_count",
        F("erasing_at"),
    )[:MOST]
    return [Hit._make((*row[:-1], row[-1] is not None)) for row in rows]
