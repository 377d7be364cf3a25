"""The dry run's other half: what would be cancelled, who else is touched, who has received what."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from conversations.models import Participation
from erasure.domain import targets
from erasure.models import Erasure, Identity, Preview, State
from erasure.places import catalogue, handler_of
from outputs.models import Delivery
from outputs.models.delivery import State as DeliveryState
from outputs.queries.recall import Recalled, recall_list
from privacy.registry import CONVERSATIONS, Place, Store


def preview_counted(limit: int = 20) -> int:
    """Make the previews of requests that were counted since; return how many."""
    stale = Q(preview=None) | Q(preview__made_at__lt=F("counted_at"))
    found = Erasure.objects.filter(stale, state__in=(State.COUNTED, State.AWAITING))
    keys = list(found.order_by("counted_at").values_list("pk", flat=True)[:limit])
    for key in keys:
        preview(key)
    return len(keys)


def preview(erasure_id: int) -> Preview:
    """Look at what a request would touch, some hundred conversations at a time; nothing changes."""
    erasure = Erasure.objects.select_related("organization").get(pk=erasure_id)
    own = set(Identity.objects.filter(erasure=erasure).values_list("person_id", flat=True))
    others: set[int] = set()
    pending = 0
    received: dict[tuple[Any, ...], dict[str, Any]] = {}
    for found in targets.windows(erasure, CONVERSATIONS):
        part = Participation.objects.filter(conversation_id__in=found.keys)
        others.update(part.values_list("person_id", flat=True))
        waiting = Delivery.objects.filter(
            conversation_id__in=found.keys, state=DeliveryState.PENDING
        )
        pending += waiting.count()
        for each in recall_list(erasure.organization_id, found.keys):
            _add(received, each)
    made, _ = Preview.objects.update_or_create(
        erasure=erasure,
        defaults={
            "made_at": timezone.now(),
            "others": len(others - own),
            "pending": pending,
            "sizes": _sizes(erasure),
            "recall": list(received.values()),
        },
    )
    return made


def _add(received: dict[tuple[Any, ...], dict[str, Any]], told: Recalled) -> None:
    key = (told.host, told.endpoint or "", told.kind, told.event_type, told.is_certain)
    first, last = _time(told.first_at), _time(told.last_at)
    known = received.setdefault(
        key,
        {
            "endpoint": told.endpoint or "",
            "name": told.endpoint_name,
            "host": told.host,
            "kind": told.kind,
            "event": told.event_type,
            "certain": told.is_certain,
            "deliveries": 0,
            "first": first,
            "last": last,
        },
    )
    known["deliveries"] += told.count
    known["first"], known["last"] = min(known["first"], first), max(known["last"], last)


def _time(at: datetime) -> str:
    return at.isoformat()


def _sizes(erasure: Erasure) -> dict[str, int]:
    """Return how many bytes lie under each prefix, as far as its room can tell."""
    sizes: Counter[str] = Counter()
    for place in catalogue().handled:
        if place.store is Store.BUCKET:
            sizes[place.name] += _weigh(erasure, place)
    return dict(sizes)


def _weigh(erasure: Erasure, place: Place) -> int:
    handler = handler_of(place)
    weigh = getattr(handler, "weigh", None)
    if weigh is None:
        return 0
    parts = targets.windows(erasure, CONVERSATIONS, targets.at_once(handler))
    size = sum(weigh(targets.subjects_of(erasure, found)) for found in parts)
    return size + int(weigh(targets.subjects_in_person(erasure)))
