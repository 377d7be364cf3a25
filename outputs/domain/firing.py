"""Facts set outputs off: their deliveries are written in the transaction that records the fact."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from conversations.models.conversation import ENDED
from outputs import drafts
from outputs.definitions import Callback, Chained, Output, Webhook
from outputs.domain.completing import complete_waiting
from outputs.domain.waking import wake_senders
from outputs.domain.writing import About, write_deliveries
from outputs.drafts import Receiver
from outputs.models import Endpoint, EventType
from outputs.models.endpoint import there
from outputs.queries.facts import Told, criteria, tell

SUMMARY_WITHIN = timedelta(seconds=60)  # of the end; then it is sent without one


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
    about = About(told.key, told.template_key)
    written = write_deliveries(organization_id, rows, now, about) if rows else 0
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
    found = Endpoint.objects.filter(there(organization_id), public_id__in=named)
    return {
        row[1]: Receiver(*row) for row in found.values_list("id", "public_id", "url", "dialect")
    }


def _callback(told: Told, moment: Moment, now: datetime) -> dict[str, Any]:
    named = (
        o.id for o in told.outputs if isinstance(o, Callback) and moment.name in (o.name, o.id)
    )
    return drafts.callback(moment.name, next(named, ""), moment.payload, moment.goal or "", now)
