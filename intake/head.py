"""The conversation's own row, with everything that reading one needs beside it."""

from typing import Any

from intake.bulk import Row, Table, as_json
from intake.draft import Draft
from intake.gist import gist
from intake.past import past_deliveries, summarise
from intake.people import person_label

CONVERSATIONS = Table(
    "conversations_conversation",
    (
        "id", "organization_id", "public_id", "session_id", "template_id", "template_version_id",
        "status", "outcome", "end_reason", "source", "is_test", "created_at", "started_at",
        "ended_at", "duration_seconds", "updated_at", "archived_at", "archived_there", "summary",
        "context",
        "goal_states", "source_fields", "digest", "person_label", "person_count", "template_name",
        "version_number", "gist", "turn_count", "finding_count", "goals_met", "goals_total",
        "findings", "deliveries", "deliveries_total", "deliveries_failed", "revision",
    ),
)  # fmt: skip


def conversation_row(organization_id: int, draft: Draft) -> Row:
    """Return the row in the order of `CONVERSATIONS`."""
    record = draft.record
    facts = {
        "id": draft.id,
        "organization_id": organization_id,
        "public_id": record.id,
        "session_id": record.session_id,
        "status": record.status,
        "outcome": record.outcome,
        "end_reason": record.end_reason,
        "source": record.source,
        "is_test": record.is_test,
        "summary": record.summary,
        "context": as_json(record.context),
        "goal_states": as_json(record.goal_states),
        "source_fields": as_json(record.source_fields),
        "digest": draft.digest,
        "person_label": person_label(draft.persons),
        "person_count": len(draft.persons),
        "gist": gist(record),
        "turn_count": len(record.transcript),
        "revision": draft.existing.revision + 1 if draft.existing else 1,
        **_times(draft),
        **_template(draft),
        **_findings(draft),
        **_deliveries(draft),
    }
    return tuple(facts[column] for column in CONVERSATIONS.columns)


def _times(draft: Draft) -> dict[str, Any]:
    record = draft.record
    seconds = record.duration_seconds
    if seconds is None and record.started_at and record.ended_at:
        seconds = int((record.ended_at - record.started_at).total_seconds())
    archived_at = draft.existing.archived_at if draft.existing else None
    # What somebody did here stays, until the source says something else than it did before.
    was_archived = draft.existing.archived_there if draft.existing else False
    if record.archived != was_archived:
        archived_at = (archived_at or draft.now) if record.archived else None
    return {
        "created_at": draft.created_at,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "duration_seconds": seconds,
        "updated_at": draft.now,
        "archived_at": archived_at,
        "archived_there": record.archived,
    }


def _template(draft: Draft) -> dict[str, Any]:
    version = draft.version
    return {
        "template_id": version.template_id if version else None,
        "template_version_id": version.id if version else None,
        "template_name": version.template_name if version else "",
        "version_number": version.number if version else None,
    }


def _findings(draft: Draft) -> dict[str, Any]:
    """The findings together; a goal is met by a declared one whose value is not null."""
    declared = draft.version.goals if draft.version else frozenset()
    findings = draft.record.findings
    return {
        "finding_count": len(findings),
        "goals_met": sum(f.goal in declared and f.value is not None for f in findings),
        "goals_total": len(declared),
        "findings": as_json({finding.goal: finding.value for finding in findings}),
    }


def _deliveries(draft: Draft) -> dict[str, Any]:
    deliveries = summarise(list(past_deliveries(draft.record)))
    return {
        "deliveries": deliveries.stand,
        "deliveries_total": deliveries.total,
        "deliveries_failed": deliveries.failed,
    }
