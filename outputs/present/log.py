"""A conversation's output log."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from conversations.models import LIVE, Conversation
from orgs.models import Organization
from outputs.present.one_delivery import asks_every
from outputs.present.rows import DeliveryRow, present
from outputs.queries.output_log import SHOWN, log
from web import format as formats

_SELDOM = 10  # seconds


@dataclass(frozen=True, slots=True)
class OutputLog:
    """Newest first. `asks_every`: seconds until the page asks again, 0 for never."""

    conversation: Conversation
    title: str
    rows: list[DeliveryRow]
    is_cut: bool
    told: str
    here: str
    asks_every: int


def output_log(organization: Organization, conversation: Conversation) -> OutputLog:
    now = timezone.now()
    rows = log(conversation)
    slug = organization.slug
    shown = [present(row, slug, now) for row in rows]
    return OutputLog(
        conversation=conversation,
        title=conversation.person_label or "Visitor",
        rows=shown,
        is_cut=len(rows) == SHOWN,
        told=_told(shown),
        here=reverse("output_log", args=[slug, conversation.public_id]),
        asks_every=asks_every(rows, now) or (_SELDOM if _goes_on(conversation) else 0),
    )


def _goes_on(conversation: Conversation) -> bool:
    """Whether outputs may fire yet."""
    return conversation.source == LIVE and not conversation.is_ended


def _told(rows: list[DeliveryRow]) -> str:
    """Return what is wrong or under way, "" where all were delivered."""
    failed = sum(row.tone == "failed" for row in rows)
    pending = sum(row.tone == "pending" for row in rows)
    parts = [(failed, "failed"), (pending, "pending")]
    return ", ".join(f"{formats.number(count)} {word}" for count, word in parts if count)
