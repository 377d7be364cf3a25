"""Batches of turns for live sessions, each ready to be sent and ready to be inserted.

Of both there are enough at hand before anything is timed.
"""

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from bench import vocabulary
from conversations.models import Conversation
from intake.domain import create_conversations, read_events
from intake.live.reading import digest
from intake.records import PersonRecord
from web import ids

TURNS = 20  # in a batch
PER_SESSION = 5  # batches: a conversation of 100 turns
_RANDOM = random.Random("batches")
_TURN = "organization_id, conversation_id, public_id, position, role, text, modality, at"
_EVENT = "organization_id, conversation_id, event_id, type, at, digest"


@dataclass(frozen=True)
class Batch:
    """`body` is what the API takes at `path`; `turns` and `events` are the same as values."""

    path: str
    body: bytes
    turns: list[Any]
    events: list[Any]


def make(organization_id: int, template_id: str, count: int) -> list[Batch]:
    """Return `count` batches for new sessions, neighbours of different sessions."""
    made = sessions(organization_id, template_id, -(-count // PER_SESSION))
    return [of_session(each, number) for number in range(PER_SESSION) for each in made][:count]


def sessions(organization_id: int, template_id: str, count: int) -> list[Conversation]:
    """Make conversations that nobody has joined yet, with no persons."""
    nobody: list[list[PersonRecord]] = [[] for _ in range(count)]
    with transaction.atomic():
        return create_conversations(organization_id, template_id, nobody, {}, is_test=False)


def of_session(session: Conversation, number: int) -> Batch:
    """Return the batch of this number, from 0, in which the session goes on."""
    first = number * TURNS + 1
    events = [
        {
            "id": ids.mint("evt"),
            "type": "turn",
            "at": (session.created_at + timedelta(seconds=position)).isoformat(),
            "data": {
                "role": "user" if position % 2 == 0 else "assistant",
                "text": text,
                "modality": "voice",
            },
        }
        for position, text in enumerate(_RANDOM.choices(vocabulary.sentences(), k=TURNS), first)
    ]
    body = json.dumps({"events": events}).encode()
    owner = (session.organization_id, session.pk)
    turns: list[Any] = []
    happened: list[Any] = []
    for position, event in enumerate(read_events(body), first):
        said = event.data
        turns += [*owner, ids.mint_turn(), position, said.role, said.text, said.modality, event.at]
        happened += [*owner, event.id, event.type, event.at, bytes.fromhex(digest(event))]
    return Batch(f"/v1/sessions/{session.session_id}/events", body, turns, happened)


def inserting(table: str, columns: str, rows: int) -> str:
    """Return the statement of bare psycopg: one row's placeholders after the other's."""
    row = f"({', '.join(['%s'] * (columns.count(',') + 1))})"
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * rows)}"


INSERT_TURNS = inserting("conversations_turn", _TURN, TURNS)
INSERT_EVENTS = inserting("conversations_sessionevent", _EVENT, TURNS)
