"""Conversations for tests of any room, taken in through the one door like everything else."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from conversations.models import Conversation
from intake.domain import Result, import_conversations, import_templates
from intake.records import ConversationRecord, TemplateRecord
from orgs.models import Organization

START = datetime(2026, 6, 16, 14, 40, tzinfo=UTC)
SAID = ("I need a table for two in San Jose.", "Which restaurant?", "Sino, please.", "Booked.")


def turns(*texts: str, start: datetime = START) -> list[dict[str, Any]]:
    """Return a transcript: the person begins, ten seconds between turns."""
    return [
        {
            "role": "assistant" if index % 2 else "user",
            "text": text,
            "at": start + timedelta(seconds=10 * index),
        }
        for index, text in enumerate(texts)
    ]


def conversation(
    organization: Organization, public_id: str = "iv_1", *, minute: int = 0, **fields: Any
) -> Conversation:
    """Return a saved conversation, `minute` minutes after START; `fields` as in the record."""
    [saved] = save(organization, [record(public_id, minute=minute, **fields)])
    return saved


def save(organization: Organization, records: Sequence[ConversationRecord]) -> list[Conversation]:
    """Return the conversations of `records`, in their order, saved in one batch."""
    outcomes = import_conversations(organization, records)
    assert Result.REFUSED not in {outcome.result for outcome in outcomes}, outcomes
    found = Conversation.objects.in_bulk([outcome.id for outcome in outcomes])
    return [found[outcome.id] for outcome in outcomes if outcome.id]


def record(public_id: str, *, minute: int = 0, **fields: Any) -> ConversationRecord:
    """Return the record of a booked table, with `fields` instead of its own."""
    start = START + timedelta(minutes=minute)
    given = {
        "id": public_id,
        "source": "roxels",
        "status": "completed",
        "created_at": start,
        "started_at": start,
        "ended_at": start + timedelta(seconds=40),
        "duration_seconds": 40,
        "persons": [{"external_id": "user_1", "name": "François Silva"}],
        "summary": "A table at Sino was booked.",
        "transcript": turns(*SAID, start=start),
        **fields,
    }
    return ConversationRecord.model_validate(given)


def template(organization: Organization, public_id: str = "tpl_1", **fields: Any) -> None:
    """Save a template with two goals, or as `fields` say."""
    given = {
        "id": public_id,
        "name": "Restaurants",
        "goals": [{"id": "location"}, {"id": "date", "description": "Which day"}],
        **fields,
    }
    [outcome] = import_templates(organization, [TemplateRecord.model_validate(given)])
    assert outcome.result is not Result.REFUSED, outcome
