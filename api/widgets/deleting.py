"""Conversations deleted for good by the erasure engine: hidden at once, told once verified."""

import threading
import time
from typing import Any

from django.http import HttpResponse

from api.gate.admission import ApiRequest
from api.gate.answers import Answer, answer
from api.gate.errors import not_found
from erasure import domain
from erasure.models import Erasure, Via
from erasure.models.job import State
from erasure.queries import jobs
from orgs.domain import Actor
from orgs.http import address_of
from orgs.models import AuditEvent, Organization

WAIT_SECONDS = 10.0
_PAUSE = 0.1
_WAITERS = threading.BoundedSemaphore(2)  # Each holds a thread of the few that there are.


def delete_conversation(request: ApiRequest, public_id: str, *, wait: bool) -> HttpResponse:
    """Begin to erase the conversation; answer 202 with the job, or with `wait` 204 once it is done.

    Where two in this process wait already it is 202, too. Raises ApiError 404 for an unknown one,
    another's, and the other mode's.
    """
    key = request.key
    try:
        erasure = domain.erase_conversations(
            actor=Actor(AuditEvent.Actor.KEY, key.key_id, address_of(request)),
            organization=Organization.objects.get(pk=key.organization_id),
            public_ids=[public_id],
            via=Via.API,
            is_test=key.is_test,
        )
    except domain.NoSuchPerson:
        raise not_found() from None
    response = _under_way(erasure)
    if wait:
        response.once_committed = lambda: _awaited(erasure)
    return response


def _under_way(erasure: Erasure) -> Answer:
    response = answer({"erasure": _told(erasure)}, 202)
    response["Location"] = f"/v1/erasures/{erasure.public_id}"
    return response


def _told(erasure: Erasure) -> dict[str, Any]:
    return {
        "id": erasure.public_id,
        "status": "running" if erasure.is_open else str(erasure.state),
        "url": f"/v1/erasures/{erasure.public_id}",
    }


def _awaited(erasure: Erasure) -> HttpResponse:
    """Look for as long as a client may be kept waiting; the worker does it meanwhile."""
    if not _WAITERS.acquire(blocking=False):
        return _under_way(erasure)
    try:
        return _looked_for(erasure)
    finally:
        _WAITERS.release()


def _looked_for(erasure: Erasure) -> HttpResponse:
    ends = time.monotonic() + WAIT_SECONDS
    organization = Organization(pk=erasure.organization_id)
    while time.monotonic() < ends:
        job = jobs.get(erasure.public_id, organization)
        if job is not None and job.state == State.DONE:
            return HttpResponse(status=204)
        time.sleep(_PAUSE)
    return _under_way(erasure)
