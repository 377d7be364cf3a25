"""The organisation's endpoints, a page at a time, and one."""

from typing import NamedTuple

from orgs.models import Organization
from outputs.models import Endpoint, EndpointState
from outputs.models.endpoint import there
from web import keyset
from web.keyset import Direction, Place

PAGE_SIZE = 25


class EndpointChoice(NamedTuple):
    public_id: str
    name: str


def page(organization: Organization, asked: keyset.Request) -> keyset.Page[Endpoint]:
    """Return a page of the organisation's endpoints, newest first. Raises BadCursorError."""

    def fetch(place: Place | None, direction: Direction, limit: int) -> list[Endpoint]:
        found = Endpoint.objects.filter(there(organization))
        return keyset.newest_first(found, place, direction, limit)

    scope = f"{organization.pk} endpoints"
    return keyset.read(asked, scope, PAGE_SIZE, fetch, lambda row: Place(row.created_at, row.pk))


def get(organization: Organization, public_id: str) -> Endpoint | None:
    """Return the organisation's own endpoint, or null."""
    return Endpoint.objects.filter(there(organization), public_id=public_id).first()


def holds_any(organization: Organization) -> bool:
    """Whether an endpoint of the organisation's is paused or disabled, and holds what is due."""
    held = [EndpointState.PAUSED, EndpointState.DISABLED]
    return Endpoint.objects.filter(organization=organization, state__in=held).exists()


def choices(organization: Organization) -> list[EndpointChoice]:
    """Return the organisation's endpoints by name; there are 500 at most."""
    found = Endpoint.objects.filter(there(organization)).order_by("name", "id")
    return [EndpointChoice(*row) for row in found.values_list("public_id", "name")]
