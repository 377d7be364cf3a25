"""The way in of session events: a batch is taken whole or not at all, and each event once."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from conversations.domain import mark_rollups, wake
from frames.domain import PROCESS
from intake.live.errors import Conflict
from intake.live.events import Event
from intake.live.play import Play
from intake.live.reading import as_events, digest
from intake.live.room import check_room
from intake.live.said import Turns
from intake.live.session import Session, lock_session
from intake.live.writing import write
from intake.records import EventRecord
from intake.results import Refusal
from outputs.domain import fire

REFRESH_SEARCH = "intake.tasks.refresh_search"

_AHEAD = timedelta(hours=1)  # that a runtime's clock may be
_ENDED = """
    SELECT EXISTS (
        SELECT FROM conversations_sessionevent
        WHERE conversation_id = %s AND type = 'session.ended'
    )
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many events were new, and how many had been taken before."""

    accepted: int
    duplicates: int


def take_events(
    organization_id: int,
    session_id: str,
    events: Sequence[EventRecord | Event],
    *,
    is_test: bool,
) -> Taken:
    """Take `events`, in order of happening, into the session: all of them or, raising, none.

    An event whose id was taken before counts as a duplicate and changes nothing. Batches of one
    session wait for one another; part of the caller's transaction where there is one.

    Raises NoSuchSession for one that is unknown, another organisation's or of the other mode;
    Erased; Conflict for what cannot happen now, or was told otherwise under the same id; Refusal
    for what is no such event. Fields are paths like `events[3].data.status`.
    """
    typed = as_events(events)
    _refuse_the_future(typed)
    # No savepoint: whatever is refused is so before anything is written.
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        session, known = lock_session(
            organization_id, session_id, [event.id for event in typed], is_test=is_test
        )
        new = _new_ones(typed, known)
        if new:
            play = _play(session, new)
            check_room(play, len(new))
            happened = [(event, mark) for _, event, mark in new]
            write(organization_id, play, happened, timezone.now())
            _set_off(organization_id, play)
            if play.captured:
                transaction.on_commit(lambda: wake(PROCESS), robust=True)
            if play.counts_changed:
                mark_rollups(organization_id, [session.created_at])
            if session.is_over and (play.words_changed or play.counts_changed):
                transaction.on_commit(lambda: wake(REFRESH_SEARCH), robust=True)
    return Taken(len(new), len(typed) - len(new))


def _set_off(organization_id: int, play: Play) -> None:
    """Have outputs fire. Callbacks, which have names, fired in a page already and are noted."""
    session = play.session
    moments = [moment for moment in play.moments if session.has_outputs or moment.name]
    if moments:
        fire(organization_id, session.id, moments)


def _refuse_the_future(events: Sequence[Event]) -> None:
    latest = timezone.now() + _AHEAD
    for number, event in enumerate(events):
        if event.at > latest:
            raise Refusal(f"events[{number}].at", "lies in the future")


def _new_ones(events: Sequence[Event], known: dict[str, str]) -> list[tuple[int, Event, str]]:
    """Return (place in the request, event, digest) of those not taken before."""
    new = []
    for number, event in enumerate(events):
        mark = digest(event)
        before = known.setdefault(event.id, mark)
        if before is mark:  # The very one: nothing was known under this id.
            new.append((number, event, mark))
        elif before != mark:
            message = f"event {event.id} was given before with another body"
            raise Conflict(f"events[{number}].id", message)
    return new


def _play(session: Session, new: list[tuple[int, Event, str]]) -> Play:
    play = Play(session, Turns(session.id, session.turn_count), lambda: _ended_before(session))
    for number, event, _ in new:
        play.happen(event, f"events[{number}]")
    play.settle()
    return play


def _ended_before(session: Session) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, [session.id])
        return bool(cursor.fetchone()[0])
