"""What erasure asks of this room: nothing more is sent, and nothing that was said is kept.

Each step takes row ids of conversations, a batch of which the caller bounds, is a handful of
statements whatever their number, and finds nothing to do when it is repeated. In their order:
cancel, wait until none is under way, write down who got what (`queries.recall`), scrub, detach.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from outputs.domain.counting import lock_conversations, recount_deliveries
from outputs.models import Problem

# `+ 0` keeps the planner from walking all that an organisation ever sent, and sifting that.
_OF_THESE = "organization_id + 0 = %(organization)s AND conversation_id = ANY(%(conversations)s)"

# A sender that has one keeps its claim: that tells that it may arrive yet.
_CANCEL = f"""
    UPDATE outputs_delivery SET state = 'cancelled', is_waiting = false, next_attempt_at = NULL,
        finished_at = %(now)s, last_error = %(why)s
    WHERE {_OF_THESE} AND state = 'pending' AND NOT is_history
"""
_SCRUB = f"""
    WITH own AS MATERIALIZED (
        SELECT id FROM outputs_delivery WHERE {_OF_THESE}
    ), answers AS (
        DELETE FROM outputs_attemptcontent WHERE delivery_id IN (SELECT id FROM own) RETURNING 1
    ), bodies AS (
        DELETE FROM outputs_deliverycontent WHERE delivery_id IN (SELECT id FROM own) RETURNING 1
    ), marked AS (
        UPDATE outputs_delivery SET erased_at = %(now)s, answer_due = false
        WHERE id IN (SELECT id FROM own) AND erased_at IS NULL RETURNING 1
    )
    SELECT (SELECT count(*) FROM marked), (SELECT count(*) FROM bodies),
        (SELECT count(*) FROM answers)
"""
_DETACH = f"UPDATE outputs_delivery SET conversation_id = NULL WHERE {_OF_THESE}"


class Scrubbed(NamedTuple):
    """How many deliveries were scrubbed for the first time, and how many rows of content went."""

    deliveries: int
    bodies: int
    answers: int


@transaction.atomic
def cancel_deliveries(organization_id: int, conversations: Collection[int]) -> int:
    """Cancel what of these conversations is still to be sent; return how many.

    A sender may be at some of them: `queries.recall.under_way` tells how many, for a minute at
    most, and what arrives yet is recorded as delivered.
    """
    lock_conversations(conversations)
    count = _execute(_CANCEL, organization_id, conversations, why=Problem.ERASED.value)
    if count:
        recount_deliveries(conversations)
    return count


@transaction.atomic
def scrub_deliveries(organization_id: int, conversations: Collection[int]) -> Scrubbed:
    """Delete what was sent of these conversations and what was answered; the log itself stays."""
    lock_conversations(conversations)
    with connection.cursor() as cursor:
        cursor.execute(_SCRUB, _told(organization_id, conversations))
        return Scrubbed._make(cursor.fetchone())


@transaction.atomic
def detach_deliveries(organization_id: int, conversations: Collection[int]) -> int:
    """Cut the link from deliveries to these conversations; return how many had one."""
    lock_conversations(conversations)
    return _execute(_DETACH, organization_id, conversations)


def _execute(
    statement: str, organization_id: int, conversations: Collection[int], **more: Any
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_told(organization_id, conversations), **more})
        return cursor.rowcount


def _told(organization_id: int, conversations: Collection[int]) -> dict[str, Any]:
    return {
        "organization": organization_id,
        "conversations": sorted(conversations),
        "now": timezone.now(),
    }
