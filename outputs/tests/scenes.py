"""Deliveries in every state, as pages show them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from conversations.models import Conversation
from orgs.models import Organization
from outputs.models import (
    Attempt,
    AttemptContent,
    Delivery,
    DeliveryContent,
    Endpoint,
    Problem,
    State,
)

BODY = b'{"type":"conversation.ended","data":{"findings":{"location":"San Jose"}}}'
ANSWER = b'{"error":"try later"}'
Tried = tuple[int | None, str]  # (status, error)
OK: Tried = (200, "")
FAILED: Tried = (503, Problem.SERVER_ERROR.value)


def delivery_of(
    organization: Organization,
    to: Endpoint | None,
    tries: Sequence[Tried] = (),
    *,
    conversation: Conversation | None = None,
    at: datetime | None = None,
    body: bytes | None = BODY,
    **fields: Any,
) -> Delivery:
    """Return a delivery that was tried so; pending unless the last try succeeded."""
    at = at or timezone.now() - timedelta(minutes=10)
    last = tries[-1] if tries else (None, "")
    state = fields.setdefault("state", State.SUCCEEDED if last == OK else State.PENDING)
    next_at = timezone.now() + timedelta(minutes=4) if state == State.PENDING else None
    given = {
        "endpoint": to,
        "lane": to.pk if to else 0,
        "kind": "webhook",
        "event_type": "conversation.ended",
        "target": to.url if to else "",
        "conversation": conversation,
        "template": conversation.template if conversation else None,
        "output": "crm",
        "fact": Delivery.objects.count(),
        "attempt_count": len(tries),
        "next_attempt_at": next_at,
        "finished_at": None if next_at else at + timedelta(seconds=2),
        "last_status": last[0],
        "last_error": last[1],
        "last_latency_ms": 84 if tries else None,
        "created_at": at,
        **fields,
    }
    delivery = Delivery.objects.create(organization=organization, **given)
    if body is not None:
        DeliveryContent.objects.create(delivery=delivery, organization=organization, body=body)
    for number, tried in enumerate(tries, start=1):
        _try(delivery, number, tried)
    return delivery


def _try(delivery: Delivery, number: int, tried: Tried) -> None:
    status, error = tried
    own = {"organization": delivery.organization, "delivery": delivery}
    attempt = Attempt.objects.create(
        **own,
        endpoint=delivery.endpoint,
        number=number,
        at=delivery.created_at + timedelta(seconds=5 * number),
        status=status,
        latency_ms=84 + number,
        error=error,
        next_at=delivery.next_attempt_at,
    )
    AttemptContent.objects.create(
        **own,
        attempt=attempt,
        request_headers={
            "content-type": "application/json",
            "webhook-id": delivery.public_id,
            "x-api-key": "•••",
        },
        response_headers=[["content-type", "application/json"], ["set-cookie", "•••"]],
        response_body=ANSWER if status else None,
    )
