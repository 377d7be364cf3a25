"""Deliveries that no template asks for: who gets them, and each once for its cause."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings

from outputs.domain.waking import wake_senders
from outputs.domain.writing import About, write_deliveries
from outputs.drafts import Receiver
from outputs.models import Endpoint, EndpointState
from web import ids


def listening(organization_id: int, public_ids: Collection[str] | None = None) -> list[Receiver]:
    """Return the active and paused endpoints, all or those of these public ids."""
    found = Endpoint.objects.filter(
        organization_id=organization_id, state__in=[EndpointState.ACTIVE, EndpointState.PAUSED]
    )
    if public_ids is not None:
        found = found.filter(public_id__in=public_ids)
    rows = found.order_by("id").values_list("id", "public_id", "url")
    return [Receiver(*row) for row in rows]


def notice_id(organization_id: int, event: str, cause: str, to: Receiver) -> str:
    """Return the delivery's id: one for each cause and endpoint, so that none is told twice."""
    text = f"{organization_id} {event} {cause} {to.public_id}"
    key = f"notice:{settings.SECRET_KEY}".encode()
    return ids.make("msg", hmac.digest(key, text.encode(), hashlib.sha256))


def write_notices(
    organization_id: int, rows: list[dict[str, Any]], now: datetime, about: About
) -> int:
    """Write drafted rows; return how many are new."""
    written = write_deliveries(organization_id, rows, now, about) if rows else 0
    if written:
        wake_senders()
    return written
