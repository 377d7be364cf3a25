"""Sending again: the stored bytes under the same id, as a new attempt beside those before."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from orgs.domain.audit import Actor, record
from orgs.models import Organization
from outputs.domain.counting import lock_conversations, recount_deliveries
from outputs.domain.endpoints import NoSuchEndpoint
from outputs.domain.waking import wake_senders
from outputs.models import Delivery, Endpoint, EndpointState, Kind, State
from outputs.models.endpoint import there

MOST_AT_ONCE = 500  # deliveries that somebody selects
MOST_RECOVERED = 10_000  # in one call of `recover`
_BATCH = 1_000

# What is pending goes now, instead of when it was planned; what a sender has, it has.
_AGAIN = """
    UPDATE outputs_delivery d SET state = 'pending', next_attempt_at = %(now)s,
        finished_at = NULL, plan_started_at = NULL, step = 0
    WHERE d.id = ANY(%(keys)s) AND NOT d.is_history AND NOT d.is_waiting AND d.kind <> 'callback'
        AND (d.claimed_until IS NULL OR d.claimed_until < %(now)s)
        AND EXISTS (SELECT FROM outputs_deliverycontent c WHERE c.delivery_id = d.id)
        AND NOT EXISTS (
            SELECT FROM outputs_endpoint e WHERE e.id = d.endpoint_id AND e.state = 'deleted'
        )
    RETURNING d.id
"""


class NoSuchDelivery(Exception):
    """It is none of the organisation's."""


class CannotRedeliver(Exception):
    """Why it cannot be sent again, in words."""


class Recovered(NamedTuple):
    """How many are on their way again, and whether there are more: then call again."""

    total: int
    has_more: bool


def to_redeliver(organization: Organization, public_id: str) -> Delivery:
    """Return the organisation's delivery, for `why_not`. Raises NoSuchDelivery."""
    found = Delivery.objects.filter(organization=organization, public_id=public_id)
    delivery = found.select_related("content", "endpoint").first()
    if delivery is None:
        raise NoSuchDelivery
    return delivery


@transaction.atomic
def redeliver(*, actor: Actor, organization: Organization, public_id: str) -> Delivery:
    """Send a delivery again, now, whatever became of it. Raises NoSuchDelivery, CannotRedeliver."""
    delivery = to_redeliver(organization, public_id)
    if problem := why_not(delivery):
        raise CannotRedeliver(problem)
    send_again([(delivery.pk, delivery.conversation_id)])
    record_again(actor, organization, "delivery.redelivered", "delivery", public_id)
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def redeliver_many(*, actor: Actor, organization: Organization, public_ids: Collection[str]) -> int:
    """Send those of MOST_AT_ONCE deliveries again that can be; return how many."""
    found = Delivery.objects.filter(
        organization=organization, public_id__in=list(public_ids)[:MOST_AT_ONCE]
    )
    count = send_again(list(found.order_by("id").values_list("id", "conversation_id")))
    if count:
        record_again(actor, organization, "delivery.redelivered", "", "", count)
    return count


@transaction.atomic
def recover(
    *,
    actor: Actor,
    organization: Organization,
    public_id: str,
    since: datetime,
    is_test: bool | None = None,
) -> Recovered:
    """Send again what an endpoint was to get since then and did not, oldest first.

    At most MOST_RECOVERED in one call. `is_test`: only what belongs to test conversations, or only
    what does not; None is both. Raises NoSuchEndpoint.
    """
    endpoint = Endpoint.objects.filter(there(organization), public_id=public_id).first()
    if endpoint is None:
        raise NoSuchEndpoint
    lost = recoverable(endpoint, since).order_by("created_at", "id")
    if is_test is not None:
        of_tests = Q(conversation__is_test=True)
        lost = lost.filter(of_tests if is_test else ~of_tests)
    keys = list(lost.values_list("id", "conversation_id")[: MOST_RECOVERED + 1])
    chosen = keys[:MOST_RECOVERED]
    count = sum(send_again(chosen[at : at + _BATCH]) for at in range(0, len(chosen), _BATCH))
    if count:
        record_again(actor, organization, "endpoint.recovered", "endpoint", public_id, count)
    return Recovered(count, len(keys) > len(chosen))


def recoverable(endpoint: Endpoint, since: datetime) -> QuerySet[Delivery]:
    """Return what the endpoint was to get since then, did not, and still could."""
    return Delivery.objects.filter(
        endpoint=endpoint,
        state__in=[State.FAILED, State.CANCELLED],
        created_at__gte=since,
        is_history=False,
        content__isnull=False,
    )


def why_not(delivery: Delivery) -> str:
    """Return why a delivery cannot be sent again, "" where it can."""
    if delivery.is_history:
        return "It came with an import, and was never ours to send."
    if delivery.kind == Kind.CALLBACK:
        return "A frontend callback happens in the visitor's browser; only that can repeat it."
    if delivery.is_waiting:
        return "It waits for the summary, and is sent by itself."
    if delivery.erased_at:
        return "What it held was erased together with the person it was about."
    if delivery.endpoint and delivery.endpoint.state == EndpointState.DELETED:
        return "Its endpoint was deleted; there is nowhere to send it."
    if not hasattr(delivery, "content"):
        return "What it held is no longer kept."
    if delivery.claimed_until and delivery.claimed_until > timezone.now():
        return "It is being sent at this moment."
    return ""


def send_again(rows: Sequence[tuple[int, int | None]]) -> int:
    """Make these (id, conversation) due, in the caller's transaction; return how many could be."""
    conversations = {key for _, key in rows if key is not None}
    if conversations:
        lock_conversations(conversations)
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, {"keys": [key for key, _ in rows], "now": timezone.now()})
        count = len(cursor.fetchall())
    if conversations and count:
        recount_deliveries(conversations)
    if count:
        wake_senders()
    return count


def record_again(
    actor: Actor,
    organization: Organization,
    action: str,
    kind: str,
    public_id: str,
    count: int | None = None,
) -> None:
    """Write into the audit log who sent again, what, or how many."""
    details: dict[str, Any] = {} if count is None else {"count": count}
    record(
        actor=actor,
        action=action,
        organization_id=organization.pk,
        object_type=kind,
        object_id=public_id,
        details=details,
    )
