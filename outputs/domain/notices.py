"""What endpoints are told besides what templates configure: erasures and corrections."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from outputs import drafts, payloads
from outputs.domain.counting import lock_conversations
from outputs.domain.waking import wake_senders
from outputs.domain.writing import About, write_deliveries
from outputs.drafts import Receiver
from outputs.models import Endpoint, EndpointState, EventType
from outputs.queries.facts import tell
from web import ids


def fire_person_erased(
    organization_id: int, *, person_id: str, job_id: str, erased_at: datetime
) -> int:
    """Tell the organisation's endpoints that a person was erased; return to how many it goes.

    `person_id`, `job_id`: public ids. Active endpoints get it at once, paused ones once they are
    resumed, so that none misses it. The same job again writes nothing. In the caller's transaction.
    """
    now = timezone.now()
    data = {
        "person_id": person_id,
        "job_id": job_id,
        "erased_at": payloads.wire_time(erased_at),
    }
    event = EventType.PERSON_ERASED.value
    rows = [
        drafts.notice(to, _id_of(organization_id, event, job_id, to), event, data, now)
        for to in _listening(organization_id)
    ]
    return _write(organization_id, rows, now, About())


def fire_correction(
    organization_id: int,
    conversation: int,
    *,
    correction_id: str,
    goal: str,
    old: Any,
    new: Any,
    endpoints: Collection[str],
) -> int:
    """Tell these endpoints (public ids) that a finding was corrected; return to how many it goes.

    `queries.recall.told_of_finding` tells which ones have the old value. `correction_id`: the
    correction's own id; the same again writes nothing. A disabled, deleted or unknown endpoint is
    left out, and so is a conversation that is being erased. In the caller's transaction, once the
    new value is stored.
    """
    lock_conversations([conversation])
    told = tell(organization_id, conversation)
    if told is None or told.is_erasing:
        return 0
    now, event = timezone.now(), EventType.FINDING_CORRECTED.value
    data = payloads.correction(told.facts, correction_id, goal, old, new)
    rows = [
        drafts.notice(
            to,
            _id_of(organization_id, event, correction_id, to),
            event,
            data,
            now,
            goal=goal,
            fact=told.revision,
        )
        for to in _listening(organization_id, endpoints)
    ]
    return _write(organization_id, rows, now, About(told.key, told.template_key))


def _listening(
    organization_id: int, public_ids: Collection[str] | None = None
) -> Iterable[Receiver]:
    found = Endpoint.objects.filter(
        organization_id=organization_id, state__in=[EndpointState.ACTIVE, EndpointState.PAUSED]
    )
    if public_ids is not None:
        found = found.filter(public_id__in=public_ids)
    rows = found.order_by("id").values_list("id", "public_id", "url")
    return [Receiver(*row) for row in rows]


def _id_of(organization_id: int, event: str, cause: str, to: Receiver) -> str:
    """Return the delivery's id: one for each cause and endpoint, so that none is told twice."""
    text = f"{organization_id} {event} {cause} {to.public_id}"
    key = f"notice:{settings.SECRET_KEY}".encode()
    return ids.make("msg", hmac.digest(key, text.encode(), hashlib.sha256))


def _write(organization_id: int, rows: list[dict[str, Any]], now: datetime, about: About) -> int:
    written = write_deliveries(organization_id, rows, now, about) if rows else 0
    if written:
        wake_senders()
    return written
