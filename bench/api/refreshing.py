"""What it costs to keep the search document of a live conversation fresh."""

import psycopg

from bench.api import batches
from bench.api.batches import TURNS
from bench.found import Found
from bench.measuring import Timed, timed
from conversations.models import Conversation
from intake.domain import read_events, refresh_search, take_events

SIZES = (40, 200)  # turns
SECONDS_A_TURN = 9  # as in the generated conversations
EVENTS_A_REFRESH = 30 / SECONDS_A_TURN  # at most one refresh in 30 s
_DUE = "UPDATE conversations_conversation SET search_due_at = now() WHERE id = %s"


def name_of(turns: int) -> str:
    return f"refresh, {turns} turns"


def things(found: Found, raw: psycopg.Connection) -> dict[str, Timed]:
    """Return the refreshes of a conversation of each size that is still going on."""
    return {name_of(turns): _refresh(found, turns, raw) for turns in SIZES}


def _refresh(found: Found, turns: int, raw: psycopg.Connection) -> Timed:
    conversation = _played(found, turns)
    run = timed(refresh_search)

    def once() -> float:
        raw.execute(_DUE, [conversation.pk])
        return run()

    return once


def _played(found: Found, turns: int) -> Conversation:
    """Return a new conversation in which so much was said."""
    [session] = batches.sessions(found.organization_id, found.template, 1)
    for number in range(turns // TURNS):
        batch = batches.of_session(session, number)
        take_events(
            session.organization_id, str(session.session_id), read_events(batch.body), is_test=False
        )
    return session
