"""Before anything goes: all is hidden and buried, what hangs on it listed, nothing sent."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from erasure.domain import targets
from erasure.domain.hiding import AT_ONCE, bury_some, hide_some
from erasure.domain.outcome import Outcome, Waiting
from erasure.models import Erasure, Step
from erasure.places import catalogue
from outputs.domain.erasing import cancel_deliveries
from outputs.queries.recall import Recalled, recall_list, under_way
from privacy.registry import CONVERSATIONS

_SETTLE = timedelta(seconds=2)

_ADD = """
    INSERT INTO erasure_receiver (erasure_id, endpoint, host, kind, event_type, is_certain,
        deliveries, first_at, last_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (erasure_id, endpoint, host, kind, event_type, is_certain) DO UPDATE
    SET deliveries = erasure_receiver.deliveries + excluded.deliveries,
        first_at = least(erasure_receiver.first_at, excluded.first_at),
        last_at = greatest(erasure_receiver.last_at, excluded.last_at)
"""


def hide(erasure: Erasure, step: Step) -> Outcome:
    """Hide what the first transaction was too short for, and what came on the list since."""
    found = targets.window(erasure, CONVERSATIONS, step.cursor, AT_ONCE)
    if found is None:
        return Outcome(is_over=True)
    return Outcome(found.last, hide_some(erasure, found, timezone.now()), found.is_last)


def bury(erasure: Erasure, step: Step) -> Outcome:
    """Put up tombstones."""
    found = targets.window(erasure, CONVERSATIONS, step.cursor, AT_ONCE)
    if found is None:
        return Outcome(is_over=True)
    return Outcome(found.last, bury_some(erasure, found, timezone.now()), found.is_last)


def list_rows(erasure: Erasure, step: Step) -> Outcome:
    """List the rows of a place that stay when what hangs on them goes."""
    found = targets.window(erasure, CONVERSATIONS, step.cursor, targets.WINDOW)
    if found is None:
        return Outcome(is_over=True)
    if step.place in catalogue().listed:
        targets.list_rows(erasure, step.place, found.keys)
    return Outcome(found.last, is_over=found.is_last)


def cancel(erasure: Erasure, step: Step) -> Outcome:
    """Cancel what is still to be sent."""
    found = targets.window(erasure, CONVERSATIONS, step.cursor, targets.WINDOW)
    if found is None:
        return Outcome(is_over=True)
    count = cancel_deliveries(erasure.organization_id, found.keys)
    return Outcome(found.last, count, found.is_last)


def settle(erasure: Erasure, step: Step) -> Outcome:
    """Wait until no sender is at anything of it any more; raise Waiting while one is.

    What arrives meanwhile has to stand in the recall list. A sender gives up after a minute.
    """
    for found in targets.windows(erasure, CONVERSATIONS):
        if under_way(erasure.organization_id, found.keys):
            raise Waiting(_SETTLE)
    return Outcome(is_over=True)


def recall(erasure: Erasure, step: Step) -> Outcome:
    """Write down who had received what."""
    found = targets.window(erasure, CONVERSATIONS, step.cursor, targets.WINDOW)
    if found is None:
        return Outcome(is_over=True)
    received = recall_list(erasure.organization_id, found.keys)
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [_row(erasure, each) for each in received])
    return Outcome(found.last, sum(each.count for each in received), found.is_last)


def _row(erasure: Erasure, told: Recalled) -> list[Any]:
    return [
        erasure.pk,
        told.endpoint or "",
        told.host[:300],
        told.kind,
        told.event_type,
        told.is_certain,
        told.count,
        told.first_at,
        told.last_at,
    ]
