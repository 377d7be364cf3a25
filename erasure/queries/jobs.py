"""One request: by its own id, and by the person it is about."""

from erasure.models import Erasure
from erasure.models.job import CLOSED
from orgs.models import Organization


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
