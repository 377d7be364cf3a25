"""What happened in the last hour of the demo: conversations led here, whose outputs are sent.

Everything else in the demo is imported, and what was imported is never sent.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from conversations.models import LIVE, Conversation
from intake.domain import create_conversations, take_events
from intake.records import ConversationRecord, EventRecord, TemplateRecord
from orgs.domain.audit import Actor
from orgs.models import AuditEvent, Organization
from outputs.domain import create_endpoint
from outputs.models import Endpoint
from sources.demo.ids import demo_id
from sources.demo.plan import Company, Part
from sources.demo.records import conversation

# Name, path of its receiver, and the event that it is told of.
_ENDPOINTS = (
    ("CRM", "crm", "conversation.completed"),
    ("Data warehouse", "warehouse", "conversation.ended"),
    ("Helpdesk", "helpdesk", "criteria.evaluated"),
)
_FIRST_NUMBER = 9000  # above all that are planned
_MINUTES_AGO = (4, 17, 38)
_SAID = ("asked", "in_progress", "declined", "failed")
_ACTOR = Actor(AuditEvent.Actor.SYSTEM, None)


def with_outputs(company: Company, template: TemplateRecord) -> TemplateRecord:
    """Return the template with outputs that go to the company's endpoints."""
    goal = template.goals[0].id
    outputs: list[dict[str, Any]] = [
        {
            "id": path,
            "type": "webhook",
            "endpoint": _endpoint_id(company, path),
            "when": {"event": event},
        }
        for _, path, event in _ENDPOINTS
    ]
    outputs.append(
        {
            "id": "account",
            "type": "chained",
            "method": "POST",
            "url": _address("accounts"),
            "when": {"event": "goal.committed", "goal": goal},
            "body": {"customer": "{{person.external_id}}", goal: "{{value}}"},
            "store_as": "account",
        }
    )
    return template.model_copy(update={"outputs": outputs})


def ensure_endpoints(company: Company, organization: Organization) -> None:
    """Make those of the company's endpoints that are missing."""
    for name, path, _ in _ENDPOINTS:
        public_id = _endpoint_id(company, path)
        if not Endpoint.objects.filter(public_id=public_id).exists():
            create_endpoint(
                actor=_ACTOR,
                organization=organization,
                name=name,
                url=_address(path),
                public_id=public_id,
            )


def play_lately(company: Company, organization: Organization, seed: int, now: datetime) -> None:
    """Lead the last hour's conversations, once, through the door that a runtime uses."""
    if Conversation.objects.filter(organization=organization, source=LIVE).exists():
        return
    script = company.ordinary[0][0]
    for index, minutes in enumerate(_MINUTES_AGO):
        part = Part(_FIRST_NUMBER + index, script, "completed", 0.0)
        _lead(organization, conversation(company, part, seed, now), now, timedelta(minutes=minutes))


def _lead(
    organization: Organization, record: ConversationRecord, now: datetime, ago: timedelta
) -> None:
    if record.template_id is None or record.ended_at is None:
        raise ValueError(f"{record.id} has no template or no end")
    with transaction.atomic():
        [made] = create_conversations(
            organization.pk, record.template_id, [record.persons], record.context, is_test=False
        )
    shift = now - ago - record.ended_at
    happened = [
        EventRecord(id=f"evt_{number}", type=kind, at=at + shift, data=data)
        for number, (at, kind, data) in enumerate(_in_order(record), 1)
    ]
    take_events(organization.pk, made.session_id or "", happened, is_test=False)


def _in_order(record: ConversationRecord) -> list[tuple[datetime, str, dict[str, Any]]]:
    return sorted(_happened(record), key=lambda event: event[0])


def _happened(record: ConversationRecord) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """Yield what a runtime would have reported; of one moment, in the order it must come in."""
    begun = record.started_at or record.created_at
    ended = record.ended_at
    if begun is None or ended is None:
        return
    for status in ("loading", "ready", "joining", "connected"):
        yield begun, "session.status", {"status": status}
    for turn in record.transcript:
        yield turn.at or begun, "turn", turn.model_dump(include={"role", "text", "id", "modality"})
    for call in record.tool_calls:
        yield call.at or begun, "tool.called", call.model_dump(exclude={"at"})
    for finding in record.findings:
        data = finding.model_dump(exclude={"committed_at"}, exclude_none=True)
        yield finding.committed_at or ended, "goal.committed", data
    for goal, state in record.goal_states.items():
        if state in _SAID:
            yield ended, "goal.progress", {"goal": goal, "state": state}
    yield ended, "session.ended", {"reason": record.end_reason, "outcome": record.outcome}
    for item in record.usage:
        yield ended, "usage", item.model_dump(exclude={"at"}, exclude_none=True)
    for judged in record.criteria:
        data = judged.model_dump(exclude={"evaluated_at"})
        yield judged.evaluated_at or ended, "criterion.evaluated", data
    yield ended + timedelta(seconds=4), "summary", {"text": record.summary}


def _endpoint_id(company: Company, path: str) -> str:
    return demo_id("ep", f"{company.slug}/{path}")


def _address(path: str) -> str:
    return f"{settings.BASE_URL}/demo/hooks/{path}/"
