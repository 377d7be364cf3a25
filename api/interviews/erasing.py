"""Erasures as the API asks for them and tells them."""

from typing import Any

from api.gate.errors import conflict, not_found
from api.interviews.asked_erasures import ErasureGiven
from erasure import domain
from erasure.models import AskedBy, Erasure, IdentityCheck, State, Via
from erasure.models.job import ASKED
from erasure.queries import jobs, receipts
from orgs.domain import Actor
from orgs.models import AuditEvent, Organization
from orgs.queries.keys import KeyAccess


def request_erasure(key: KeyAccess, person_id: str, given: ErasureGiven) -> tuple[Erasure, str]:
    """Return the new request and its nonce. Raises ApiError 404 for an unknown person."""
    verified = IdentityCheck.BY_CUSTOMER if given.identity_verified else IdentityCheck.NOT_VERIFIED
    try:
        return domain.request_person(
            actor=Actor(AuditEvent.Actor.KEY, key.key_id),
            organization=Organization.objects.get(pk=key.organization_id),
            public_id=person_id,
            via=Via.API,
            asked_by=AskedBy(given.asked_by),
            identity_check=verified,
            ticket=given.ticket,
        )
    except domain.NoSuchPerson:
        raise not_found() from None
    except domain.AlreadyRequested as known:
        raise conflict(f"This is asked for already: erasure {known.public_id}.", "id") from None


def of(key: KeyAccess, public_id: str) -> Erasure | None:
    """Return the organisation's own job."""
    return jobs.get(public_id, Organization(pk=key.organization_id))


def told(erasure: Erasure) -> dict[str, Any]:
    """Return how a job stands, as plain values."""
    receipt = receipts.of(erasure) if erasure.state == State.DONE else None
    return {
        "id": erasure.public_id,
        "kind": erasure.kind,
        "status": _status(erasure),
        "reason": erasure.denial_reason or None,
        "received_at": erasure.received_at,
        "due_at": erasure.due_at,
        "hidden_at": erasure.began_at,
        "verified_at": erasure.verified_at,
        "finished_at": erasure.finished_at,
        "receipt": receipts.document(receipt) if receipt else None,
    }


def _status(erasure: Erasure) -> str:
    if erasure.state in ASKED:
        return "requested"
    return str(erasure.state) if not erasure.is_open else "running"
