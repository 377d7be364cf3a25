"""Everything one conversation page shows, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet, Sum

from conversations.models import (
    Conversation,
    CriterionResult,
    Finding,
    Participation,
    SessionEvent,
    ToolCall,
    Turn,
    UsageRecord,
)
from orgs.models import Organization
from persons.models import Person

PART = 1000  # turns on one page; longer transcripts are read in parts
EVENTS_SHOWN = 2000


class TurnRow(NamedTuple):
    position: int
    role: str
    text: str
    modality: str
    at: datetime | None


class UsageRow(NamedTuple):
    component: str
    unit: str
    currency: str
    quantity: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One conversation and what belongs to it. `turns` are those of `part`, from 1 of `parts`."""

    conversation: Conversation
    goals: list[dict[str, Any]]
    turns: Sequence[TurnRow]
    tool_calls: Sequence[ToolCall]
    findings: Sequence[Finding]
    criteria: Sequence[CriterionResult]
    persons: Sequence[Person]
    usage: Sequence[UsageRow]
    event_count: int
    part: int
    parts: int


def existing(organization_id: int, public_ids: Collection[str]) -> set[str]:
    """Return which of these conversations' pages can be opened."""
    found = Conversation.objects.filter(organization_id=organization_id, erasing_at__isnull=True)
    return set(found.filter(public_id__in=public_ids).values_list("public_id", flat=True))


def get(organization: Organization, public_id: str) -> Conversation | None:
    """Return the organisation's conversation, or None: unknown, another's and erasing alike."""
    return (
        Conversation.objects.select_related("template", "template_version")
        .filter(organization=organization, public_id=public_id, erasing_at__isnull=True)
        .first()
    )


def read(conversation: Conversation, part: int) -> Facts:
    """Return what the page shows, with the turns of `part` (clamped to those there are)."""
    parts = max(1, -(-conversation.turn_count // PART))
    part = min(max(part, 1), parts)
    version = conversation.template_version
    own = {"conversation": conversation}
    return Facts(
        conversation=conversation,
        goals=version.goals if version else [],
        turns=turns(conversation, part),
        tool_calls=list(ToolCall.objects.filter(**own).order_by("position")),
        findings=list(Finding.objects.filter(**own).order_by("id")),
        criteria=list(CriterionResult.objects.filter(**own).order_by("id")),
        persons=persons(conversation),
        usage=usage(conversation),
        event_count=SessionEvent.objects.filter(**own).count(),
        part=part,
        parts=parts,
    )


def turns(conversation: Conversation, part: int | None = None) -> list[TurnRow]:
    """Return the turns of one part in order, or all of them."""
    found = Turn.objects.filter(conversation=conversation).order_by("position")
    if part is not None:
        found = found.filter(position__gt=(part - 1) * PART, position__lte=part * PART)
    return [TurnRow(*row) for row in found.values_list(*TurnRow._fields)]


def persons(conversation: Conversation) -> list[Person]:
    """Return the participants in the order given, without those being erased."""
    found = Participation.objects.filter(
        conversation=conversation, person__erasing_at__isnull=True
    ).select_related("person")
    return [participation.person for participation in found.order_by("position", "id")]


def usage(conversation: Conversation) -> list[UsageRow]:
    """Return what each component used, the dearest first."""
    found = (
        UsageRecord.objects.filter(conversation=conversation)
        .values_list("component", "unit", "currency")
        .annotate(quantity=Sum("quantity"), total=Sum("cost"))
    )
    rows = [UsageRow(*row) for row in found]
    return sorted(rows, key=lambda row: (-(row.cost or 0), row.component))


def events(conversation: Conversation) -> QuerySet[SessionEvent]:
    """Return the session's events in order of happening, the first 2,000."""
    found = SessionEvent.objects.filter(conversation=conversation)
    return found.order_by("at", "id")[:EVENTS_SHOWN]


def last_said(conversation: Conversation) -> datetime | None:
    """Return when the last turn was said, or None."""
    last: datetime | None = Turn.objects.filter(conversation=conversation).aggregate(
        last=Max("at")
    )["last"]
    return last
