"""Finding whom a request is about, across organisations, by an exact id and nothing else."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from erasure.models import Erasure
from erasure.models.job import CLOSED
from orgs.models import Organization
from persons.models import Person

MOST = 50  # organisations that know one external id: more are not shown

# One look into each organisation's own index, however many there are.
_FIND = """
    SELECT o.id, p.id FROM orgs_organization o
    CROSS JOIN LATERAL (
        SELECT id FROM persons_person
        WHERE organization_id = o.id AND external_id = ANY(%(texts)s) AND erasing_at IS NULL
        UNION
        SELECT id FROM persons_person
        WHERE organization_id = o.id AND public_id = ANY(%(texts)s) AND erasing_at IS NULL
    ) p
    ORDER BY o.name, o.id, p.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A person as support may see them before a reason is given: where, since when, how much."""

    organization: Organization
    public_id: str
    first_seen_at: datetime
    last_seen_at: datetime
    conversations: int
    open_request: str  # the public id of a request that is under way, else ""


def with_id(text: str) -> list[Hit]:
    """Return who has exactly this external id or id, by organisation; 50 at most.

    Also who has it without the spaces around it, which come along where a text is copied.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"texts": [text, text.strip()], "limit": MOST})
        keys = [key for _, key in cursor.fetchall()]
    persons = Person.objects.select_related("organization").filter(pk__in=keys)
    open_ones = _open_requests(keys)
    hits = [
        Hit(
            person.organization,
            person.public_id,
            person.first_seen_at,
            person.last_seen_at,
            person.conversation_count,
            open_ones.get(person.pk, ""),
        )
        for person in persons.order_by("organization__name", "organization_id", "pk")
    ]
    return hits


def _open_requests(keys: list[int]) -> dict[int, str]:
    found = Erasure.objects.filter(identity__person_id__in=keys).exclude(state__in=CLOSED)
    return dict(found.order_by("pk").values_list("identity__person_id", "public_id"))


def open_request(person: Person) -> str:
    """Return the id of the request that is under way for somebody, "" where there is none."""
    return _open_requests([person.pk]).get(person.pk, "")


def person(organization: Organization, public_id: str) -> Person | None:
    """Return a person who is not being erased."""
    found = Person.objects.filter(organization=organization, erasing_at__isnull=True)
    return found.filter(public_id=public_id).first()
