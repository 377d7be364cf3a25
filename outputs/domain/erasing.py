"""What erasure asks of this room: nothing more is sent.

It then waits until none is under way, and writes down who got what (`queries.recall`); what was
said goes as the registry says (privacy.py).
"""

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from outputs.domain.counting import lock_conversations, recount_deliveries
from outputs.models import Delivery, DeliveryContent, Problem
from outputs.models.delivery import State

# `+ 0` keeps the planner from walking all that an organisation ever sent, and sifting that. What a
# sender has keeps its claim: that tells that it may arrive yet.
_CANCEL = """
    UPDATE outputs_delivery SET state = 'cancelled', is_waiting = false, next_attempt_at = NULL,
        finished_at = %(now)s, last_error = %(why)s
    WHERE organization_id + 0 = %(organization)s AND conversation_id = ANY(%(conversations)s)
        AND state = 'pending' AND NOT is_history
"""


@transaction.atomic
def cancel_deliveries(organization_id: int, conversations: Collection[int]) -> int:
    """Cancel what of these conversations is still to be sent; return how many.

    A sender may be at some of them: `queries.recall.under_way` tells how many, for a minute at
    most, and what arrives yet is recorded as delivered.
    """
    lock_conversations(conversations)
    told: dict[str, Any] = {
        "organization": organization_id,
        "conversations": sorted(conversations),
        "now": timezone.now(),
        "why": Problem.ERASED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, told)
        count = cursor.rowcount
    if count:
        recount_deliveries(conversations)
    return count


SENT = "outputs_deliverycontent"  # the table whose rows `withdraw` is about, by their keys


@transaction.atomic
def withdraw(delivery_id: int) -> None:
    """Cancel a delivery where it is still to be sent, and forget its bytes for good.

    A sender that has them at this moment may be through with them.
    """
    conversation = (
        Delivery.objects.filter(pk=delivery_id).values_list("conversation_id", flat=True).first()
    )
    lock_conversations([conversation] if conversation else [])
    waiting = Delivery.objects.filter(pk=delivery_id, state=State.PENDING, is_history=False).update(
        state=State.CANCELLED,
        is_waiting=False,
        next_attempt_at=None,
        finished_at=timezone.now(),
        last_error=Problem.ERASED.value,
    )
    DeliveryContent.objects.filter(pk=delivery_id).delete()
    if waiting and conversation:
        recount_deliveries([conversation])
