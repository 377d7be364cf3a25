"""Persons to erase: one conversation taken in through the product's own door, and copies of it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from conversations.models import Conversation
from intake.domain import import_conversations
from intake.records import ConversationRecord
from orgs.models import Organization
from outputs.models import Attempt, AttemptContent, Delivery, DeliveryContent
from persons.models import Person

SLUG = "bench-erasure"
START = datetime(2026, 1, 1, tzinfo=UTC)
_SAID = "I would like a table for two at eight, by the window if there is one left, please. "

# Rows of each table are copied with all their columns, whatever those are, but for their links.
_COPY_HEADS = """
    INSERT INTO conversations_conversation
    SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', nextval(pg_get_serial_sequence('conversations_conversation', 'id')),
        'public_id', c.public_id || '_' || n, 'session_id', c.session_id || '_' || n
    ))).* FROM conversations_conversation c, generate_series(1, %s) n WHERE c.id = %s
    RETURNING id
"""
_COPY_ROWS = """
    INSERT INTO {table}
    SELECT (jsonb_populate_record(t, jsonb_build_object({renewed}'conversation_id', copy.id))).*
    FROM {table} t, unnest(%s::bigint[]) copy (id) WHERE t.conversation_id = %s
"""
_CHILDREN = (
    "conversations_turn", "conversations_toolcall", "conversations_finding",
    "conversations_criterionresult", "conversations_sessionevent", "conversations_usagerecord",
    "conversations_participation", "conversations_searchdocument",
)  # fmt: skip
_DELIVERIES = """
    WITH made AS (
        INSERT INTO outputs_delivery
        SELECT (jsonb_populate_record(d, jsonb_build_object(
            'id', nextval(pg_get_serial_sequence('outputs_delivery', 'id')),
            'public_id', d.public_id || '_' || copy.id, 'conversation_id', copy.id
        ))).* FROM outputs_delivery d, unnest(%(copies)s::bigint[]) copy (id)
        WHERE d.conversation_id = %(original)s
        RETURNING id, organization_id
    ), contents AS (
        INSERT INTO outputs_deliverycontent
            (delivery_id, organization_id, body, content_type, created_at)
        SELECT id, organization_id, convert_to(repeat('{"said": "yes"} ', 60), 'UTF8'),
            'application/json', now()
        FROM made
    ), tries AS (
        INSERT INTO outputs_attempt
            (organization_id, delivery_id, number, at, status, error, worker)
        SELECT organization_id, id, 1, now(), 200, '', '' FROM made
        RETURNING id, delivery_id, organization_id
    )
    INSERT INTO outputs_attemptcontent
        (attempt_id, delivery_id, organization_id, request_headers, response_body, created_at)
    SELECT id, delivery_id, organization_id, '{}', 'ok', now() FROM tries
"""


@dataclass(frozen=True)
class Size:
    """How much a person has: conversations, of each so many turns and deliveries."""

    conversations: int
    turns: int
    deliveries: int


USUAL = Size(1_000, 20, 2)
LARGE = Size(100_000, 4, 1)


def organization() -> Organization:
    """Return the organisation that all of this is in, made where it is not."""
    return Organization.objects.get_or_create(slug=SLUG, defaults={"name": "Bench of erasure"})[0]


def make_person(name: str, size: Size) -> Person:
    """Return a person with all their conversations; a name that was erased is not taken again."""
    own, name = organization(), f"{name}-{secrets.token_hex(4)}"
    original = _original(own, name, size)
    with connection.cursor() as cursor:
        cursor.execute(_COPY_HEADS, [size.conversations - 1, original.pk])
        copies = [key for (key,) in cursor.fetchall()]
        for table in _CHILDREN:
            has_id = table != "conversations_searchdocument"
            sequence = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
            statement = _COPY_ROWS.format(table=table, renewed=f"'id', {sequence}, " * has_id)
            cursor.execute(statement, [copies, original.pk])
        cursor.execute(_DELIVERIES, {"copies": copies, "original": original.pk})
    return Person.objects.get(organization=own, external_id=name, erasing_at__isnull=True)


def _original(own: Organization, name: str, size: Size) -> Conversation:
    import_conversations(own, [_record(name, size)])
    conversation = Conversation.objects.get(organization=own, public_id=f"iv_{name}")
    for number in range(size.deliveries):
        delivery = Delivery.objects.create(
            organization=own, conversation=conversation, kind="webhook", output=f"out_{number}",
            event_type="conversation.ended", state="succeeded", finished_at=START,
            target="https://hooks.example.com/in", public_id=f"msg_{name}_{number}",
        )  # fmt: skip
        DeliveryContent.objects.create(delivery=delivery, organization=own, body=b"{}")
        attempt = Attempt.objects.create(organization=own, delivery=delivery, number=1, status=200)
        AttemptContent.objects.create(
            attempt=attempt, delivery=delivery, organization=own, response_body=b"ok"
        )
    return conversation


def _record(name: str, size: Size) -> ConversationRecord:
    told: dict[str, Any] = {
        "id": f"iv_{name}",
        "session_id": f"sess_{name}",
        "source": "bench",
        "status": "completed",
        "created_at": START,
        "started_at": START,
        "ended_at": START + timedelta(minutes=5),
        "persons": [{"external_id": name, "name": f"Person {name}"}],
        "summary": _SAID * 2,
        "transcript": [
            {"role": "user", "text": f"{number}: {_SAID}", "at": START + timedelta(seconds=number)}
            for number in range(size.turns)
        ],
        "findings": [{"goal": f"goal_{n}", "value": f"value {n}"} for n in range(3)],
        "criteria": [{"criterion": "polite", "passed": True, "reasoning": _SAID}],
        "tool_calls": [{"name": "look_up", "args": {"at": "eight"}, "result": {"free": True}}],
        "usage": [{"component": "llm", "quantity": 9, "unit": "tokens", "at": START}],
    }
    return ConversationRecord.model_validate(told)


def conversations_of(person: Person) -> list[int]:
    """Return the internal ids of a person's conversations."""
    found: Iterable[int] = person.participations.values_list("conversation_id", flat=True)
    return sorted(found)
