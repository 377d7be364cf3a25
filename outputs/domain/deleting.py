"""Deleting an endpoint: its secrets go and what is pending is cancelled; its log stays."""

from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from orgs.domain.audit import Actor, record
from orgs.models import Organization
from outputs.domain.counting import lock_conversations, recount_deliveries
from outputs.domain.endpoints import lock_endpoint
from outputs.models import Endpoint, EndpointState, Problem, Reason

_BATCH = 1_000

_LEFT = """
    SELECT d.id, d.conversation_id FROM outputs_endpoint e
    JOIN LATERAL (
        SELECT id, conversation_id FROM outputs_delivery
        WHERE endpoint_id = e.id AND state = 'pending' AND NOT is_history LIMIT %(batch)s
    ) d ON true
    WHERE e.state = 'deleted' LIMIT %(batch)s
"""
# A sender that has one keeps its claim: what arrives yet is recorded as delivered.
_CANCEL = """
    UPDATE outputs_delivery SET state = 'cancelled', is_waiting = false, next_attempt_at = NULL,
        finished_at = %(now)s, last_error = %(why)s
    WHERE id = ANY(%(keys)s) AND state = 'pending'
"""


class Deleted(NamedTuple):
    """A deleted endpoint, and how many deliveries were cancelled with it."""

    endpoint: Endpoint
    cancelled: int


def delete_endpoint(*, actor: Actor, organization: Organization, public_id: str) -> Deleted:
    """Send nothing to it ever again. Raises NoSuchEndpoint, also where it is deleted already.

    Its row stays under its name, so that every delivery still tells where it went. Should this end
    half-way, `cancel_of_deleted` does the rest.
    """
    endpoint = _delete(actor, organization, public_id)
    return Deleted(endpoint, cancel_of_deleted())


def cancel_of_deleted() -> int:
    """Cancel what is pending of deleted endpoints; return how many. A batch a transaction."""
    total = 0
    while count := _cancel_batch():
        total += count
    return total


@transaction.atomic
def _delete(actor: Actor, organization: Organization, public_id: str) -> Endpoint:
    endpoint = lock_endpoint(organization, public_id)
    endpoint.state, endpoint.state_since = EndpointState.DELETED, timezone.now()
    endpoint.reason = Reason.BY_HAND
    endpoint.secrets, endpoint.headers = b"", None
    endpoint.save(update_fields=["state", "state_since", "reason", "secrets", "headers"])
    record(
        actor=actor,
        action="endpoint.deleted",
        organization_id=organization.pk,
        object_type="endpoint",
        object_id=public_id,
    )
    return endpoint


@transaction.atomic
def _cancel_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"batch": _BATCH})
        rows = cursor.fetchall()
        conversations = {conversation for _, conversation in rows if conversation is not None}
        lock_conversations(conversations)
        told: dict[str, Any] = {
            "keys": [key for key, _ in rows],
            "now": timezone.now(),
            "why": Problem.DELETED.value,
        }
        cursor.execute(_CANCEL, told)
        count = cursor.rowcount
    if conversations:
        recount_deliveries(conversations)
    return count
