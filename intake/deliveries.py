"""How the deliveries that came with an imported conversation stand."""

from typing import Any, NamedTuple

from conversations.models import Delivered

_STANDS = {
    "success": Delivered.SUCCESS,
    "succeeded": Delivered.SUCCESS,
    "delivered": Delivered.SUCCESS,
    "failed": Delivered.FAILED,
    "error": Delivered.FAILED,
    "pending": Delivered.PENDING,
    "retrying": Delivered.PENDING,
}


class Deliveries(NamedTuple):
    stand: Delivered
    total: int
    failed: int


def summarise(outputs: Any) -> Deliveries:
    """Return how the deliveries under `outputs` ({kind: [{status, …}]}) stand, all kinds together.

    One that failed makes the whole failed, else one that is under way makes it pending. What has
    no such form is not counted, and a status we do not know counts as neither.
    """
    kinds = outputs.values() if isinstance(outputs, dict) else ()
    stands = [
        _STANDS.get(status.lower())
        for deliveries in kinds
        if isinstance(deliveries, list)
        for delivery in deliveries
        if isinstance(delivery, dict) and isinstance(status := delivery.get("status"), str)
    ]
    worst = next(
        (
            stand
            for stand in (Delivered.FAILED, Delivered.PENDING, Delivered.SUCCESS)
            if stand in stands
        ),
        Delivered.NONE,
    )
    return Deliveries(worst, len(stands), stands.count(Delivered.FAILED))
