"""A test event: a delivery of no conversation, sent like any other."""

from django.db import transaction
from django.utils import timezone

from orgs.domain.audit import Actor, record
from orgs.models import Organization
from outputs import payloads
from outputs.addresses import shown
from outputs.domain.endpoints import NoSuchEndpoint
from outputs.domain.waking import wake_senders
from outputs.models import Delivery, DeliveryContent, Endpoint, EventType, Kind
from outputs.models.endpoint import there


@transaction.atomic
def send_test(*, actor: Actor, organization: Organization, public_id: str) -> Delivery:
    """Send an endpoint a `test` event; return its delivery. Raises NoSuchEndpoint."""
    endpoint = Endpoint.objects.filter(there(organization), public_id=public_id).first()
    if endpoint is None:
        raise NoSuchEndpoint
    now = timezone.now()
    delivery = Delivery.objects.create(
        organization=organization,
        endpoint=endpoint,
        kind=Kind.WEBHOOK,
        event_type=EventType.TEST,
        target=shown(endpoint.url),
        lane=endpoint.pk,
        created_at=now,
        next_attempt_at=now,
    )
    data = {"endpoint": public_id, "message": "It works."}
    body = payloads.event(EventType.TEST.value, now, data)
    DeliveryContent.objects.create(
        delivery=delivery, organization=organization, body=payloads.encode(body), created_at=now
    )
    record(
        actor=actor,
        action="endpoint.tested",
        organization_id=organization.pk,
        object_type="endpoint",
        object_id=public_id,
    )
    wake_senders()
    return delivery
