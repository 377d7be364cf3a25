"""A person's access exports."""

from erasure.models import AccessExport
from orgs.models import Organization
from persons.models import Person

SHOWN = 20


def of_person(person: Person) -> list[AccessExport]:
    """Return the newest ones, 20 at most."""
    found = AccessExport.objects.filter(person=person)
    return list(found.order_by("-created_at", "-id")[:SHOWN])


def one(organization: Organization, person: Person, public_id: str) -> AccessExport | None:
    found = AccessExport.objects.select_related("person").filter(
        organization=organization, person=person
    )
    return found.filter(public_id=public_id).first()
