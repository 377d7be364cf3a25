"""Telling an organisation's endpoints that a person was erased."""

from datetime import datetime

from django.utils import timezone

from outputs import drafts, payloads
from outputs.domain.notices import listening, notice_id, write_notices
from outputs.domain.writing import About
from outputs.models import EventType


def fire_person_erased(
    organization_id: int, *, person_id: str, job_id: str, erased_at: datetime
) -> int:
    """Tell the organisation's endpoints that a person was erased; return to how many it goes.

    `person_id`, `job_id`: public ids. Active endpoints get it at once, paused ones once they are
    resumed, so that none misses it. The same job again writes nothing. In the caller's transaction.
    """
    now = timezone.now()
    data = {
        "person_id": person_id,
        "job_id": job_id,
        "erased_at": payloads.wire_time(erased_at),
    }
    event = EventType.PERSON_ERASED.value
    rows = [
        drafts.notice(to, notice_id(organization_id, event, job_id, to), event, data, now)
        for to in listening(organization_id)
    ]
    return write_notices(organization_id, rows, now, About())
