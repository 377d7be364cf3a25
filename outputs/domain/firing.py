"""Facts set outputs off: their deliveries are written in the transaction that records the fact."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone
from pydantic_core import to_json

from conversations.models.conversation import ENDED
from outputs import drafts
from outputs.definitions import Callback, Chained, Output, Webhook
from outputs.domain.completing import complete_waiting
from outputs.domain.waking import wake_senders
from outputs.drafts import Receiver
from outputs.models import Endpoint, EventType
from outputs.queries.facts import Told, criteria, tell

SUMMARY_WITHIN = timedelta(seconds=60)  # of the end; then it is sent without one

_COLUMNS = """
    public_id, endpoint_id, output, kind, event_type, goal, fact, target, store_as, lane, state,
    is_waiting, next_attempt_at, finished_at, last_error
"""
_WRITE = f"""
    WITH told AS MATERIALIZED (
        SELECT * FROM json_to_recordset(%(told)s) AS told (
            public_id text, endpoint_id bigint, output text, kind text, event_type text, goal text,
            fact bigint, target text, store_as text, lane bigint, state text, is_waiting boolean,
            next_attempt_at timestamptz, finished_at timestamptz, last_error text, body text,
            request bytea
        )
    ), made AS (
        INSERT INTO outputs_delivery (
            organization_id, conversation_id, template_id, created_at, answer_due, is_history,
            attempt_count, step, {_COLUMNS}
        )
        SELECT %(organization)s, %(conversation)s, %(template)s, %(now)s, false, false, 0, 0,
            {_COLUMNS}
        FROM told
        ON CONFLICT DO NOTHING
        RETURNING id, public_id, state
    ), contents AS (
        INSERT INTO outputs_deliverycontent (
            delivery_id, organization_id, body, content_type, request, created_at
        )
        SELECT made.id, %(organization)s, convert_to(told.body, 'UTF8'), 'application/json',
            told.request, %(now)s
        FROM made JOIN told USING (public_id) WHERE told.body IS NOT NULL
    )
    SELECT state, count(*) FROM made GROUP BY state
"""
_COUNT = """
    UPDATE conversations_conversation SET deliveries_total = deliveries_total + %(total)s,
        deliveries_failed = deliveries_failed + %(failed)s,
        deliveries = CASE
            WHEN deliveries_failed + %(failed)s > 0 THEN 'failed'
            WHEN %(pending)s > 0 OR deliveries = 'pending' THEN 'pending' ELSE 'success'
        END
    WHERE id = %(conversation)s
"""


class Moment(NamedTuple):
    """Something that happened to a conversation; a plain tuple of the first two will do.

    `event`: an EventType. `goal`: of a `goal.committed`. `name`, `payload`: of a `callback.fired`.
    """

    event: str
    goal: str | None = ""
    name: str = ""
    payload: Any = None


def fire(organization_id: int, conversation: int, moments: Sequence[Sequence[Any]]) -> int:
    """Write the deliveries of what just happened; return how many. In the caller's transaction.

    To be called once the facts are stored and the conversation's revision is raised, its row
    locked. `conversation` is its row's id; `moments`: (event, goal or None), see Moment:
    `goal.committed` with the goal, `criteria.evaluated`, `conversation.ended` once it is over,
    `conversation.completed` when a summary came. `conversation.completed` itself is sent with the
    summary as soon as both are there, or without one a minute after the end.

    The same again writes nothing. Three statements at most, whatever the number of outputs; one
    where the template version has none.
    """
    happened = [Moment(*moment) for moment in moments]
    told = tell(organization_id, conversation) if happened else None
    if told is None or told.is_erasing:
        return 0
    if any(moment.event == EventType.CRITERIA_EVALUATED for moment in happened) and told.outputs:
        told = replace(told, facts=replace(told.facts, criteria=criteria(conversation)))
    now = timezone.now()
    released = 0
    if told.facts.status in ENDED and any(m.event == _COMPLETED for m in happened) and told.outputs:
        released = complete_waiting(organization_id, told, now)
    rows = _rows(organization_id, told, happened, now)
    written = _write(organization_id, told, rows, now) if rows else 0
    if written or released:
        wake_senders()
    return written


_COMPLETED = EventType.CONVERSATION_COMPLETED.value


def _rows(
    organization_id: int, told: Told, moments: Iterable[Moment], now: datetime
) -> list[dict[str, Any]]:
    events = _events(told, moments)
    wanted = [
        (output, event)
        for event in events
        for output in told.outputs
        if not isinstance(output, Callback) and _is_meant(output, event)
    ]
    known = _receivers(organization_id, [output for output, _ in wanted])
    waits_until = now + SUMMARY_WITHIN / settings.OUTPUTS_CLOCK_SCALE
    rows = [
        drafts.draft(
            told,
            output,
            known.get(output.endpoint) if isinstance(output, Webhook) else None,
            event,
            now,
            waits_until=waits_until if event[0] == _COMPLETED and not told.facts.summary else None,
        )
        for output, event in wanted
    ]
    return rows + [_callback(told, moment, now) for moment in moments if moment.name]


def _events(told: Told, moments: Iterable[Moment]) -> list[tuple[str, str, int]]:
    """Return (type, goal, fact), each once; the end brings the completed conversation with it."""
    events: dict[tuple[str, str, int], None] = {}
    for moment in moments:
        if moment.event in (EventType.CONVERSATION_ENDED, EventType.CONVERSATION_COMPLETED):
            if told.facts.status not in ENDED:
                continue
            events[moment.event, "", 0] = None
            events[_COMPLETED, "", 0] = None
        elif moment.event != EventType.CALLBACK_FIRED:
            events[moment.event, moment.goal or "", told.revision] = None
    return list(events)


def _is_meant(output: Webhook | Chained, event: tuple[str, str, int]) -> bool:
    return output.when.event == event[0] and output.when.goal in (None, event[1])


def _receivers(organization_id: int, outputs: Iterable[Output]) -> dict[str, Receiver]:
    named = {output.endpoint for output in outputs if isinstance(output, Webhook)}
    if not named:
        return {}
    found = Endpoint.objects.filter(organization_id=organization_id, public_id__in=named)
    return {
        public_id: Receiver(key, public_id, url)
        for key, public_id, url in found.values_list("id", "public_id", "url")
    }


def _callback(told: Told, moment: Moment, now: datetime) -> dict[str, Any]:
    named = (
        o.id for o in told.outputs if isinstance(o, Callback) and moment.name in (o.name, o.id)
    )
    return drafts.callback(moment.name, next(named, ""), moment.payload, moment.goal or "", now)


def _write(organization_id: int, told: Told, rows: list[dict[str, Any]], now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "told": to_json(rows).decode(),
                "organization": organization_id,
                "conversation": told.key,
                "template": told.template_key,
                "now": now,
            },
        )
        counts = dict(cursor.fetchall())
        total = sum(counts.values())
        if total:
            failed, pending = counts.get("failed", 0), counts.get("pending", 0)
            numbers = {"total": total, "failed": failed, "pending": pending}
            cursor.execute(_COUNT, {**numbers, "conversation": told.key})
    return total
