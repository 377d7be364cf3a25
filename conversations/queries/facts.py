"""Everything one conversation page shows, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from conversations.models import Conversation, Participation, SessionEvent, Turn
from conversations.queries import pictures as shown
from conversations.queries.pictures import Picture
from conversations.queries.together import Together, TurnRow, together
from orgs.models import Organization
from persons.models import Person

PART = 1000  # turns on one page; longer transcripts are read in parts
EVENTS_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class Facts:
    """One conversation and what belongs to it. Its turns are those of `part`, from 1 of `parts`.

    `pictures` are those of all parts.
    """

    conversation: Conversation
    known: Together
    part: int
    parts: int
    pictures: list[Picture]


def existing(organization_id: int, public_ids: Collection[str]) -> set[str]:
    """Return which of these conversations' pages can be opened."""
    found = Conversation.objects.filter(organization_id=organization_id, erasing_at__isnull=True)
    return set(found.filter(public_id__in=public_ids).values_list("public_id", flat=True))


def get(organization: Organization, public_id: str) -> Conversation | None:
    """Return the organisation's conversation, or None: unknown, another's and erasing alike."""
    found = Conversation.objects.raw(
        "SELECT * FROM conversations_conversation"
        " WHERE organization_id = %s AND public_id = %s AND erasing_at IS NULL",
        [organization.pk, public_id],
    )
    return next(iter(found), None)


def read(conversation: Conversation, part: int, *, with_pictures: bool = True) -> Facts:
    """Return what the page shows, with the turns of `part` (clamped to those there are)."""
    parts = max(1, -(-conversation.turn_count // PART))
    part = min(max(part, 1), parts)
    known = together(
        conversation.pk, conversation.template_version_id, (part - 1) * PART, part * PART
    )
    pictures = shown.of(conversation) if with_pictures else []
    return Facts(conversation, known, part, parts, pictures)


def turns(conversation: Conversation) -> list[TurnRow]:
    """Return all turns in order."""
    found = Turn.objects.filter(conversation=conversation).order_by("position")
    return [TurnRow(*row) for row in found.values_list(*TurnRow._fields)]


def persons(conversation: Conversation) -> list[Person]:
    """Return the participants in the order given, without those being erased."""
    found = Participation.objects.filter(
        conversation=conversation, person__erasing_at__isnull=True
    ).select_related("person")
    return [participation.person for participation in found.order_by("position", "id")]


def events(conversation: Conversation) -> QuerySet[SessionEvent]:
    """Return the session's events in order of happening, the first 2,000."""
    found = SessionEvent.objects.filter(conversation=conversation)
    return found.order_by("at", "id")[:EVENTS_SHOWN]
