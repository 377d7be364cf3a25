"""A conversation that goes on while a test watches: rows as events of its session leave them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from conversations.models import LIVE, Conversation, ToolCall, Turn
from intake.tests.making import conversation, turns
from orgs.models import Organization


def under_way(
    organization: Organization, public_id: str = "iv_1", *texts: str, **fields: Any
) -> Conversation:
    """Return a live conversation in which `texts` were said, begun two minutes ago."""
    start = timezone.now() - timedelta(minutes=2)
    given = {
        "status": "joined",
        "created_at": start,
        "started_at": start,
        "ended_at": None,
        "duration_seconds": None,
        "summary": "",
        "transcript": turns(*texts, start=start),
        **fields,
    }
    saved = conversation(organization, public_id, **given)
    saved.source = LIVE  # No import may say so.
    saved.save(update_fields=["source"])
    return saved


def say(saved: Conversation, *texts: str, at: datetime | None = None) -> None:
    """Let it be said: the person and the agent take turns."""
    count = Turn.objects.filter(conversation=saved).count()
    Turn.objects.bulk_create(
        Turn(
            organization_id=saved.organization_id,
            conversation=saved,
            position=number,
            role="user" if number % 2 else "assistant",
            text=text,
            at=at or timezone.now(),
        )
        for number, text in enumerate(texts, start=count + 1)
    )
    change(saved, turn_count=count + len(texts))


def call(saved: Conversation, name: str) -> None:
    """Let the agent call a tool, after what was said last."""
    ToolCall.objects.create(
        organization_id=saved.organization_id,
        conversation=saved,
        position=ToolCall.objects.filter(conversation=saved).count() + 1,
        after_turn=Turn.objects.filter(conversation=saved).count(),
        name=name,
        result=[1],
    )
    change(saved)


def change(saved: Conversation, **fields: Any) -> None:
    """Set `fields`, and raise the revision as every change does."""
    now = {"updated_at": timezone.now(), **fields}
    Conversation.objects.filter(pk=saved.pk).update(revision=F("revision") + 1, **now)


def correct(saved: Conversation, position: int, text: str) -> None:
    found = Turn.objects.filter(conversation=saved, position=position)
    found.update(text=text, corrected_at=timezone.now())
    change(saved)
