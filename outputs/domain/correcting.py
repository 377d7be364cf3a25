"""A corrected finding, sent to who has the old value."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from outputs import drafts, payloads
from outputs.domain.counting import lock_conversations
from outputs.domain.notices import listening, notice_id, write_notices
from outputs.domain.writing import About
from outputs.models import EventType
from outputs.queries.facts import tell
from outputs.queries.told_finding import LastTold


def fire_correction(
    organization_id: int,
    conversation: int,
    *,
    correction_id: str,
    goal: str,
    old: Any,
    new: Any,
    endpoints: Mapping[str, LastTold],
) -> int:
    """Tell these endpoints (public ids) that a finding was corrected; return to how many it goes.

    `queries.told_finding.told_of_finding` tells which ones have another value, and what each was
    told last, of which it is reminded. `correction_id`: the correction's own id; the same again
    writes nothing. A disabled, deleted or unknown endpoint is left out, and so is a conversation
    that is being erased. In the caller's transaction, once the new value is stored.
    """
    lock_conversations([conversation])
    told = tell(organization_id, conversation)
    if told is None or told.is_erasing:
        return 0
    now, event = timezone.now(), EventType.FINDING_CORRECTED.value
    rows = [
        drafts.notice(
            to,
            notice_id(organization_id, event, correction_id, to),
            event,
            payloads.correction(
                told.facts, correction_id, goal, old, new, _reminded(endpoints[to.public_id])
            ),
            now,
            goal=goal,
            fact=told.revision,
        )
        for to in listening(organization_id, endpoints)
    ]
    return write_notices(organization_id, rows, now, About(told.key, told.template_key))


def _reminded(last: LastTold) -> dict[str, Any]:
    """Return what is told of it: `value` only where it was read off what was sent."""
    told = {
        "event": last.event,
        "delivery_id": last.delivery,
        "at": payloads.wire_time(last.at),
    }
    return {"value": last.value, **told} if last.is_read else told
