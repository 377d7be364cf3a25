"""What came of a batch of events, stored: one statement for most batches, one more a rare kind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from pydantic_core import to_json

from frames.domain import confirm
from intake import rows
from intake.bulk import Row, Table, add_rows, as_json, upsert_rows
from intake.live.events import Event
from intake.live.play import Play
from intake.live.reading import kept_data
from intake.standing import stand_by
from intake.values import value_key, value_number, value_time
from web.prepared import prepared_cursor

SEARCH_DELAY = timedelta(seconds=30)  # between words and the search document that knows them

_HAPPENED = """
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            event_id text, type text, at timestamptz, digest bytea, data text, position int,
            public_id text, role text, text text, modality text, corrected_at timestamptz
        )
    ), happened AS (
        INSERT INTO conversations_sessionevent
            (organization_id, conversation_id, event_id, type, at, digest, data)
        SELECT %(organization)s, %(id)s, event_id, type, at, digest, data::jsonb FROM told
    ), said AS (
        INSERT INTO conversations_turn (organization_id, conversation_id, public_id, position,
            role, text, modality, at, corrected_at)
        SELECT %(organization)s, %(id)s, public_id, position,
            role, text, modality, at, corrected_at
        FROM told WHERE position IS NOT NULL
    )
    UPDATE conversations_conversation SET
        status = %(status)s, session_status = %(session_status)s, outcome = %(outcome)s,
        end_reason = %(end_reason)s, started_at = %(started_at)s, ended_at = %(ended_at)s,
        duration_seconds = %(duration_seconds)s, turn_count = %(turn_count)s, gist = %(gist)s,
        last_event_at = GREATEST(last_event_at, %(last_event_at)s),
        search_due_at = LEAST(search_due_at, %(search_due_at)s),
        updated_at = %(now)s, revision = revision + 1
    WHERE id = %(id)s
"""
_CALLED = f"""
    INSERT INTO conversations_toolcall ({rows.TOOL_CALLS.column_list})
    SELECT organization_id, conversation_id, before.last + position, after_turn, name, args, result,
        error, at, duration_ms
    FROM json_populate_recordset(NULL::conversations_toolcall, %s) told, (
        SELECT coalesce(max(position), 0) AS last FROM conversations_toolcall
        WHERE conversation_id = %s
    ) before
"""
_CORRECTED = """
    UPDATE conversations_turn stored SET text = told.text, corrected_at = told.corrected_at
    FROM json_populate_recordset(NULL::conversations_turn, %s) told
    WHERE stored.conversation_id = %s AND stored.position = told.position
"""
_MOVED = """
    UPDATE conversations_finding stored
    SET evidence = told.evidence, evidence_source = told.evidence_source,
        is_supported = told.is_supported
    FROM json_populate_recordset(NULL::conversations_finding, %s) told
    WHERE stored.conversation_id = %s AND stored.goal = told.goal
"""
_LEARNT = """
    UPDATE conversations_conversation SET findings = findings || %s::jsonb,
        goal_states = %s::jsonb, finding_count = %s, goals_met = %s
    WHERE id = %s
"""


def write(
    organization_id: int, play: Play, happened: Sequence[tuple[Event, str]], now: datetime
) -> None:
    """Store the events, (event, its digest) in order, and what `play` made of them."""
    _write_events(organization_id, play, happened, now)
    if play.tool_calls:
        _write_tool_calls(organization_id, play)
    if play.turns.corrected:
        _write_corrections(play)
    if play.learnt is not None:
        _write_findings(organization_id, play)
    if play.criteria:
        upsert_rows(rows.CRITERIA, _criteria(organization_id, play))
    if play.usage:
        add_rows(rows.USAGE, _usage(organization_id, play))
    if play.captured:
        confirm(play.session.id, play.captured)
    if play.summary is not None:
        _execute(
            "UPDATE conversations_conversation SET summary = %s WHERE id = %s",
            [play.summary, play.session.id],
        )


def _write_events(
    organization_id: int, play: Play, happened: Sequence[tuple[Event, str]], now: datetime
) -> None:
    session = play.session
    due = None
    if play.words_changed or play.counts_changed:
        due = now if session.is_over else now + SEARCH_DELAY
    with prepared_cursor() as cursor:
        cursor.execute(
            _HAPPENED,
            {
                "told": to_json(
                    [_told(play, event, digest) for event, digest in happened]
                ).decode(),
                "organization": organization_id,
                "id": session.id,
                "status": session.status,
                "session_status": session.session_status,
                "outcome": session.outcome,
                "end_reason": session.end_reason,
                "started_at": session.started_at,
                "ended_at": session.ended_at,
                "duration_seconds": session.duration_seconds,
                "turn_count": play.turns.count,
                "gist": session.gist,
                "last_event_at": max(event.at for event, _ in happened),
                "search_due_at": due,
                "now": now,
            },
        )


def _told(play: Play, event: Event, digest: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "event_id": event.id,
        "type": event.type,
        "at": event.at,
        "digest": f"\\x{digest}",
    }
    turn = play.said_by_event.get(event.id)
    if turn is not None:
        told |= {
            "position": turn.position,
            "public_id": turn.public_id,
            "role": turn.role,
            "text": turn.text,
            "modality": turn.modality,
        }
        if turn.corrected_at is not None:
            told["corrected_at"] = turn.corrected_at
    elif event.type not in rows.OWN_PLACES:
        told["data"] = kept_data(event)
    return told


def _write_tool_calls(organization_id: int, play: Play) -> None:
    called = [
        (
            organization_id, play.session.id, number, after_turn, event.data.name,
            as_json(event.data.args), _json_or_null(event.data.result), event.data.error, event.at,
            event.data.duration_ms,
        )
        for number, (after_turn, event) in enumerate(play.tool_calls, 1)
    ]  # fmt: skip
    told = rows.TOOL_CALLS.recordset(called)
    _execute(_CALLED, [told, play.session.id])


def _write_corrections(play: Play) -> None:
    table = Table("conversations_turn", ("position", "text", "corrected_at"))
    turns = play.turns.corrected.values()
    told = table.recordset((turn.position, turn.text, turn.corrected_at) for turn in turns)
    _execute(_CORRECTED, [told, play.session.id])


def _write_findings(organization_id: int, play: Play) -> None:
    session, learnt = play.session, play.know()
    new = [found for found in learnt.found.values() if found.is_new]
    moved = [found for found in learnt.found.values() if found.is_moved and not found.is_new]
    upsert_rows(
        rows.FINDINGS,
        [
            (
                organization_id, session.id, session.template_id, found.goal,
                found.goal in learnt.goals, _json_or_null(found.value), value_key(found.value),
                value_number(found.value), value_time(found.value), as_json(found.evidence),
                found.source, found.is_supported, found.confidence, found.committed_at,
                session.created_at, session.is_test,
            )
            for found in new
        ],
    )  # fmt: skip
    if moved:
        table = Table(
            "conversations_finding", ("goal", "evidence", "evidence_source", "is_supported")
        )
        told = table.recordset(
            (each.goal, as_json(each.evidence), each.source, each.is_supported) for each in moved
        )
        _execute(_MOVED, [told, session.id])
    values = as_json({found.goal: found.value for found in new})
    states = as_json(learnt.states)
    _execute(_LEARNT, [values, states, len(learnt.found), learnt.goals_met, session.id])
    if new and learnt.is_decided:
        stand_by([session.id], [found.goal for found in new])


def _criteria(organization_id: int, play: Play) -> list[Row]:
    return [
        (
            organization_id, play.session.id, criterion, event.data.passed, event.data.reasoning,
            event.at,
        )
        for criterion, event in play.criteria.items()
    ]  # fmt: skip


def _usage(organization_id: int, play: Play) -> list[Row]:
    return [
        (
            organization_id, play.session.id, event.data.component, event.data.quantity,
            event.data.unit, event.data.cost, event.data.currency, event.at,
        )
        for event in play.usage
    ]  # fmt: skip


def _json_or_null(value: Any) -> Any:
    return None if value is None else as_json(value)


def _execute(statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
