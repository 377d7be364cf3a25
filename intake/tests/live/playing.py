"""A live session for tests: created through the one door, played event by event."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from conversations.models import Conversation
from frames.models import Frame
from intake.domain import Taken, create_conversations, take_events
from intake.records import EventRecord, PersonRecord
from intake.tests.making import template
from orgs.models import Organization

START = datetime(2026, 6, 16, 14, 40, tzinfo=UTC)
ADA = PersonRecord(external_id="user_1", name="Ada Lovelace")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def event(key: str, kind: str, seconds: float = 0, **data: Any) -> EventRecord:
    """Return an event that happened so many seconds after START."""
    return EventRecord(id=key, type=kind, at=at(seconds), data=data)


def said(key: str, text: str, role: str = "user", seconds: float = 0, **data: Any) -> EventRecord:
    return event(key, "turn", seconds, role=role, text=text, **data)


def session(
    organization: Organization,
    *persons: PersonRecord,
    is_test: bool = False,
    outputs: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> Conversation:
    """Return a conversation that can be joined, of a template with the goals location and date.

    `fields`: of the template, where it is another.
    """
    template(organization, outputs=list(outputs), **fields)
    cast = persons or (ADA,)
    with transaction.atomic():
        [made] = create_conversations(organization.pk, "tpl_1", [cast], {}, is_test=is_test)
    return made


def frame(conversation: Conversation, public_id: str, state: str = "awaited") -> None:
    """Hand out a place for a capture."""
    Frame.objects.create(
        organization_id=conversation.organization_id,
        conversation=conversation,
        public_id=public_id,
        number=Frame.objects.filter(conversation=conversation).count() + 1,
        captured_at=at(0),
        content_type="image/png",
        size=1,
        sha256=public_id.encode(),
        state=state,
        upload_until=at(900),
    )


def play(conversation: Conversation, *events: EventRecord) -> Taken:
    """Send the events in one batch, and read the conversation anew."""
    taken = take_events(
        conversation.organization_id,
        conversation.session_id or "",
        events,
        is_test=conversation.is_test,
    )
    conversation.refresh_from_db()
    return taken
