"""Erasures for tests: asked for, approved, and worked on until nothing is left to do."""

from erasure import domain
from erasure.models import AskedBy, Erasure, IdentityCheck, State, Via
from orgs.domain.audit import Actor
from orgs.models import AuditEvent, Organization, User

SYSTEM = Actor(AuditEvent.Actor.SYSTEM, None)


def acting(user: User) -> Actor:
    return Actor(AuditEvent.Actor.SUPPORT, user.pk)


def requested(organization: Organization, public_id: str, by: Actor = SYSTEM) -> Erasure:
    """Return a request to erase a person, with its dry run made."""
    erasure, _ = domain.request_person(
        actor=by,
        organization=organization,
        public_id=public_id,
        via=Via.SUPPORT,
        asked_by=AskedBy.PERSON,
        identity_check=IdentityCheck.BY_REPLY,
        ticket="T-1",
    )
    domain.dry_run(erasure.pk)
    erasure.refresh_from_db()
    return erasure


def begun(organization: Organization, public_id: str) -> Erasure:
    """Return an erasure that hides the person, with all its steps before it."""
    erasure = requested(organization, public_id)
    domain.begin(erasure)
    return erasure


def worked(erasure: Erasure) -> Erasure:
    """Return it when no worker can do anything more for it."""
    for _ in range(20):
        if not domain.run_some():
            break
    erasure.refresh_from_db()
    return erasure


def erased(organization: Organization, public_id: str) -> Erasure:
    """Return the erasure of a person, done."""
    erasure = worked(begun(organization, public_id))
    assert erasure.state == State.DONE, (erasure.state, erasure.problem)
    return erasure
