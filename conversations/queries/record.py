"""A conversation as one JSON document, in the field names of the canonical record."""

from datetime import datetime
from typing import Any

from conversations.models import (
    Conversation,
    CriterionResult,
    Finding,
    Reviewed,
    SessionEvent,
    ToolCall,
    Turn,
    UsageRecord,
)
from conversations.queries import pictures
from conversations.queries.facts import persons
from web.format import iso


def record(conversation: Conversation) -> dict[str, Any]:
    """Return everything kept of a conversation, JSON-ready; times in UTC with `Z`."""
    template, version = conversation.template, conversation.template_version
    return {
        "id": conversation.public_id,
        "session_id": conversation.session_id,
        "template_id": template.public_id if template else None,
        "template_version": version.number if version else None,
        "source": conversation.source,
        "is_test": conversation.is_test,
        "status": conversation.status,
        "outcome": conversation.outcome,
        "end_reason": conversation.end_reason,
        "archived": conversation.archived_at is not None,
        "created_at": _time(conversation.created_at),
        "started_at": _time(conversation.started_at),
        "ended_at": _time(conversation.ended_at),
        "duration_seconds": conversation.duration_seconds,
        "persons": _persons(conversation),
        "context": conversation.context,
        "summary": conversation.summary,
        "transcript": _transcript(conversation),
        "tool_calls": _tool_calls(conversation),
        "findings": _findings(conversation),
        "goal_states": conversation.goal_states,
        "criteria": _criteria(conversation),
        "usage": _usage(conversation),
        "frames": _frames(conversation),
        "events": _events(conversation),
        "source_fields": conversation.source_fields,
    }


def _time(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _persons(conversation: Conversation) -> list[dict[str, Any]]:
    return [
        {
            "id": person.public_id,
            "external_id": person.external_id,
            "name": person.name,
            "email": person.email,
        }
        for person in persons(conversation)
    ]


def _transcript(conversation: Conversation) -> list[dict[str, Any]]:
    found = Turn.objects.filter(conversation=conversation).order_by("position")
    return [
        {
            "id": turn.public_id,
            "role": turn.role,
            "text": turn.text,
            "at": _time(turn.at),
            "modality": turn.modality,
        }
        for turn in found
    ]


def _tool_calls(conversation: Conversation) -> list[dict[str, Any]]:
    found = ToolCall.objects.filter(conversation=conversation).order_by("position")
    return [
        {
            "name": call.name,
            "args": call.args,
            "result": call.result,
            "error": call.error,
            "at": _time(call.at),
            "duration_ms": call.duration_ms,
        }
        for call in found
    ]


def _findings(conversation: Conversation) -> list[dict[str, Any]]:
    found = Finding.objects.filter(conversation=conversation).order_by("id")
    return [
        {
            "goal": finding.goal,
            "value": finding.value,
            "evidence": finding.evidence,
            "evidence_source": finding.evidence_source,
            "confidence": finding.confidence,
            "committed_at": _time(finding.committed_at),
            **_reviewed(finding),
        }
        for finding in found
    ]


def _reviewed(finding: Finding) -> dict[str, Any]:
    """What people said of it, where anybody has; `original_value` is what was committed."""
    if not finding.review:
        return {}
    if finding.review == Reviewed.ACCEPTED:
        return {"review": finding.review}
    return {"review": finding.review, "original_value": finding.original_value}


def _criteria(conversation: Conversation) -> list[dict[str, Any]]:
    found = CriterionResult.objects.filter(conversation=conversation).order_by("id")
    return [
        {
            "criterion": result.criterion,
            "passed": result.passed,
            "reasoning": result.reasoning,
            "evaluated_at": _time(result.evaluated_at),
        }
        for result in found
    ]


def _usage(conversation: Conversation) -> list[dict[str, Any]]:
    found = UsageRecord.objects.filter(conversation=conversation).order_by("id")
    return [
        {
            "component": item.component,
            "quantity": str(item.quantity),
            "unit": item.unit,
            "cost": str(item.cost) if item.cost is not None else None,
            "currency": item.currency,
            "at": _time(item.at),
        }
        for item in found
    ]


def _frames(conversation: Conversation) -> list[dict[str, Any]]:
    return [
        {
            "id": picture.public_id,
            "number": picture.number,
            "captured_at": _time(picture.at),
            "width": picture.width,
            "height": picture.height,
        }
        for picture in pictures.of(conversation)
    ]


def _events(conversation: Conversation) -> list[dict[str, Any]]:
    found = SessionEvent.objects.filter(conversation=conversation).order_by("at", "id")
    return [
        {"id": event.event_id, "type": event.type, "at": _time(event.at), "data": event.data}
        for event in found
    ]
