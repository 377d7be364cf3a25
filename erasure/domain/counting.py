"""The dry run: what would go, place by place, before anything does."""

import logging

from django.db import connection, transaction
from django.utils import timezone

from erasure.domain import targets
from erasure.domain.timeline import note
from erasure.models import Erasure, Identity, Kind, State
from erasure.places import Rows, catalogue, handler_of
from privacy.registry import CONVERSATIONS, PERSONS, Place, Subjects

logger = logging.getLogger(__name__)


def dry_run(erasure_id: int) -> dict[str, int]:
    """Count what would be erased now, {place: rows or objects}, and keep it on the request.

    Nothing is hidden or changed. Places that hold nothing of it are told with 0. Again, it counts
    anew; once the job began it returns what was counted last.
    """
    erasure = Erasure.objects.select_related("organization").get(pk=erasure_id)
    if erasure.has_begun or not erasure.is_open:
        return dict(erasure.counts)
    with transaction.atomic():
        targets.collect_anew(erasure)
        _list_person(erasure)
        _name_targets(erasure)
    counts = count_all(erasure)
    with transaction.atomic():
        locked = Erasure.objects.select_for_update(no_key=True).get(pk=erasure_id)
        if locked.has_begun or not locked.is_open:
            return dict(locked.counts)
        locked.counts = counts
        locked.counted_at = timezone.now()
        if locked.state == State.RECEIVED:
            locked.state = State.COUNTED
        locked.save(update_fields=["counts", "counted_at", "state"])
        note(locked, "counted")
    return counts


def count_new() -> int:
    """Make the dry runs that nobody made yet; return how many."""
    found = Erasure.objects.filter(state=State.RECEIVED).order_by("id")
    keys = list(found.values_list("pk", flat=True)[:100])
    for key in keys:
        try:
            dry_run(key)
        except Exception as error:  # It is counted by the next sweep; the others are not held up.
            logger.warning("Erasure job %d cannot be counted: %s", key, type(error).__name__)
    return len(keys)


def count_all(erasure: Erasure) -> dict[str, int]:
    """Return {place: how many rows or objects are still there}, of every registered place."""
    for listed in catalogue().listed:
        for found in targets.windows(erasure, CONVERSATIONS):
            targets.list_rows(erasure, listed, found.keys)
    counts = {rows.place.name: count_rows(erasure, rows) for rows in catalogue().rows}
    for place in catalogue().handled_for(is_person=erasure.kind == Kind.PERSON):
        counts[place.name] = counts.get(place.name, 0) + count_handled(erasure, place)
    return counts


def count_rows(erasure: Erasure, rows: Rows) -> int:
    """Return how many rows of a table still have to go."""
    total = 0
    for found in targets.windows(erasure, rows.root):
        with connection.cursor() as cursor:
            cursor.execute(rows.counting, {"keys": found.keys})
            total += cursor.fetchone()[0]
    return total


def count_handled(erasure: Erasure, place: Place) -> int:
    """Return how many rows or objects a room's handler finds."""
    handler = handler_of(place)
    if getattr(handler, "is_of_organization", False):
        return int(handler.count(Subjects(erasure.organization_id)))
    total = 0
    if not getattr(handler, "is_of_words", False):
        for found in targets.windows(erasure, CONVERSATIONS, targets.at_once(handler)):
            total += handler.count(targets.subjects_of(erasure, found))
    person: Subjects = targets.subjects_in_person(erasure)
    if person.persons or person.words:
        total += handler.count(person)
    return total


def _list_person(erasure: Erasure) -> None:
    identity = Identity.objects.filter(erasure=erasure).first()
    if identity is not None:
        targets.add(erasure, PERSONS, [identity.person_id])
        targets.name_person(erasure, identity)


def _name_targets(erasure: Erasure) -> None:
    """Note the public ids that objects and answers are found by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE erasure_target t"
            " SET public_ids = array_remove(ARRAY[c.public_id, c.session_id], NULL)"
            " FROM conversations_conversation c"
            " WHERE t.erasure_id = %s AND t.place = %s AND c.id = t.row_id AND t.public_ids = '{}'",
            [erasure.pk, CONVERSATIONS],
        )
