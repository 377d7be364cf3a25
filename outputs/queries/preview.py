"""What an output would send of a conversation that was."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from conversations.models import Conversation, Template
from conversations.models.conversation import ENDED
from outputs import payloads
from outputs.definitions import Chained, Webhook
from outputs.dialects import ROXELS
from outputs.drafts import make
from outputs.models import Endpoint, EventType
from outputs.queries.facts import criteria, tell

_CHOICES = 20


class Past(NamedTuple):
    """A conversation of the template, newest first."""

    key: int
    public_id: str
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """`error`: a Problem, "" for none; `headers`: its own, with their places filled."""

    body: str
    headers: dict[str, str]
    error: str


def past(template: Template) -> list[Past]:
    """Return the newest conversations that a preview can be made of."""
    found = Conversation.objects.filter(
        organization_id=template.organization_id,
        template=template,
        status__in=ENDED,
        erasing_at__isnull=True,
    ).order_by("-created_at", "-id")
    rows = found.values_list("id", "public_id", "person_label", "created_at")[:_CHOICES]
    return [Past(*row) for row in rows]


def preview(template: Template, conversation: int, output: Webhook | Chained) -> Preview | None:
    """Return what `output` would send of the conversation with this row id, or null."""
    told = tell(template.organization_id, conversation)
    if told is None or told.is_erasing:
        return None
    event = EventType(output.when.event)
    goal = _goal(output, told.facts.findings) if event == EventType.GOAL_COMMITTED else ""
    if event == EventType.CRITERIA_EVALUATED:
        told.facts.criteria.extend(criteria(conversation))
    dialect = _dialect(template, output)
    made = make(told, output, "msg_preview", event, goal, timezone.now(), dialect=dialect)
    headers = payloads.headers(output.headers, payloads.values(told.facts, goal))
    return Preview(made.body or "", headers, made.error)


def _goal(output: Webhook | Chained, findings: dict[str, object]) -> str:
    """Return the goal it waits for, or any that was met."""
    return output.when.goal or next(iter(findings), "")


def _dialect(template: Template, output: Webhook | Chained) -> str:
    if not isinstance(output, Webhook):
        return ROXELS
    found = Endpoint.objects.filter(
        organization_id=template.organization_id, public_id=output.endpoint
    )
    return found.values_list("dialect", flat=True).first() or ROXELS
