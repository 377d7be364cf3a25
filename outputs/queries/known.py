"""Which endpoints and deliveries can be opened, for links from elsewhere."""

from collections.abc import Collection

from outputs.models import Delivery, Endpoint
from outputs.models.endpoint import there


def endpoints(organization_id: int, public_ids: Collection[str]) -> set[str]:
    """Return which of these endpoints there are."""
    found = Endpoint.objects.filter(there(organization_id), public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))


def deliveries(organization_id: int, public_ids: Collection[str]) -> set[str]:
    """Return which of these deliveries there are."""
    found = Delivery.objects.filter(organization_id=organization_id, public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))
