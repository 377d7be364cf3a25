"""A job's own list of what it erases: collected, and read some at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from erasure.domain.heartbeat import beat
from erasure.models import Erasure, Identity
from erasure.places import catalogue
from erasure.wording import words_of
from privacy.registry import CONVERSATIONS, PERSONS, Subjects

WINDOW = 1_000  # ids that one statement is given
HANDLED_AT_ONCE = 100  # conversations that a handler is asked about at a time, if it says nothing

# As sets: the planner knows nothing yet of a list that was just made, and takes minutes to look up
# each of 100,000 by itself.
_COLLECT = """
    INSERT INTO erasure_target (erasure_id, place, row_id, public_ids)
    SELECT %(job)s, %(place)s, missing.key, '{}' FROM (
        SELECT conversation_id FROM conversations_participation WHERE person_id = %(person)s
        EXCEPT
        SELECT row_id FROM erasure_target WHERE erasure_id = %(job)s AND place = %(place)s
    ) missing (key)
    ON CONFLICT DO NOTHING
"""
_FORGET_OTHERS = """
    DELETE FROM erasure_target
    WHERE erasure_id = %(job)s AND place = %(place)s AND row_id = ANY (ARRAY(
        SELECT row_id FROM erasure_target WHERE erasure_id = %(job)s AND place = %(place)s
        EXCEPT
        SELECT conversation_id FROM conversations_participation WHERE person_id = %(person)s
    ))
"""
_LIST = """
    INSERT INTO erasure_target (erasure_id, place, row_id, public_ids)
    SELECT %(job)s, %(place)s, found.key, '{}' FROM ({found}) found (key)
    ON CONFLICT DO NOTHING
"""
_NEXT = """
    SELECT row_id FROM erasure_target
    WHERE erasure_id = %s AND place = %s AND row_id > %s ORDER BY row_id LIMIT %s
"""
_NAMES = """
    SELECT unnest(public_ids) FROM erasure_target
    WHERE erasure_id = %s AND place = %s AND row_id = ANY(%s)
"""
_FORGET = """
    DELETE FROM erasure_target WHERE erasure_id = %(job)s AND (place, row_id) IN (
        SELECT place, row_id FROM erasure_target WHERE erasure_id = %(job)s LIMIT %(limit)s
    )
"""


@dataclass(frozen=True, slots=True)
class Window:
    """Some of a root's ids; `last`: the cursor behind them; `is_last`: there are no more."""

    keys: list[int]
    last: int
    is_last: bool


def add(erasure: Erasure, place: str, row_ids: list[int]) -> None:
    """Put rows on the job's list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO erasure_target (erasure_id, place, row_id, public_ids)"
            " SELECT %s, %s, key, '{}' FROM unnest(%s::bigint[]) key ON CONFLICT DO NOTHING",
            [erasure.pk, place, row_ids],
        )


def name_person(erasure: Erasure, identity: Identity) -> None:
    """Note the person's public id beside the entry of their row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE erasure_target SET public_ids = ARRAY[%s]"
            " WHERE erasure_id = %s AND place = %s AND row_id = %s",
            [identity.public_id, erasure.pk, PERSONS, identity.person_id],
        )


def collect(erasure: Erasure) -> int:
    """Add all conversations the person takes part in and that are not on the list; return how many.

    Nothing for jobs about conversations, whose list was made with them.
    """
    return _of_person(erasure, _COLLECT)


def collect_anew(erasure: Erasure) -> None:
    """The same for a job that has not begun, whose list may be old: by now a conversation on it
    may have turned out to be somebody else's alone, and goes from it."""
    _of_person(erasure, _FORGET_OTHERS)
    _of_person(erasure, _COLLECT)


def _of_person(erasure: Erasure, statement: str) -> int:
    person = Identity.objects.filter(erasure=erasure).values_list("person_id", flat=True).first()
    if person is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement, {"job": erasure.pk, "place": CONVERSATIONS, "person": person})
        return int(cursor.rowcount)


def list_rows(erasure: Erasure, place: str, keys: list[int]) -> int:
    """Put the rows of a place that stays, and that hang on these conversations, on the list."""
    found = catalogue().listed[place]
    statement = _LIST.replace("{found}", found)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"job": erasure.pk, "place": place, "keys": keys})
        return int(cursor.rowcount)


def window(erasure: Erasure, root: str, after: int, limit: int) -> Window | None:
    """Return the next ids of a root behind the cursor `after`, None where there are no more."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [erasure.pk, root, after, limit + 1])
        found = [key for (key,) in cursor.fetchall()]
    keys = found[:limit]
    return Window(keys, keys[-1], len(found) <= limit) if keys else None


def windows(erasure: Erasure, root: str, size: int = WINDOW) -> Iterator[Window]:
    """Yield all ids of a root, some at a time."""
    cursor = 0
    while found := window(erasure, root, cursor, size):
        yield found
        beat()
        if found.is_last:
            return
        cursor = found.last


def at_once(handler: Any) -> int:
    """Return how many conversations a room's handler is asked about at a time."""
    return int(getattr(handler, "most_at_once", HANDLED_AT_ONCE))


def subjects_of(erasure: Erasure, found: Window) -> Subjects:
    """Return some conversations as a handler wants them."""
    names = _names(erasure, CONVERSATIONS, found.keys)
    return Subjects(erasure.organization_id, conversations=found.keys, public_ids=names)


def subjects_in_person(erasure: Erasure) -> Subjects:
    """Return the persons, and what they are called by; nobody where it is about conversations."""
    found = window(erasure, PERSONS, 0, WINDOW)
    keys = found.keys if found else []
    identity = Identity.objects.filter(erasure=erasure).first()
    return Subjects(
        erasure.organization_id,
        persons=keys,
        public_ids=_names(erasure, PERSONS, keys),
        words=_words(identity) if identity else (),
        until=erasure.began_at,
    )


def _words(identity: Identity) -> tuple[str, ...]:
    """What lists are looked through for: two letters may be anything, and are mentions at most."""
    return tuple({word.text for word in words_of(identity) if not word.is_whole})


def _names(erasure: Erasure, place: str, keys: list[int]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [erasure.pk, place, keys])
        return [name for (name,) in cursor.fetchall()]


def count(erasure: Erasure, root: str) -> int:
    """Return how many rows of a root are on the list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM erasure_target WHERE erasure_id = %s AND place = %s",
            [erasure.pk, root],
        )
        return int(cursor.fetchone()[0])


def forget_some(erasure: Erasure, limit: int) -> int:
    """Delete up to `limit` entries of the list; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"job": erasure.pk, "limit": limit})
        return int(cursor.rowcount)
