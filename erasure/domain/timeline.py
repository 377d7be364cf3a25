"""What happens to a job, noted on its timeline and, where somebody acts, in the audit log."""

from django.utils import timezone

from erasure.models import Erasure, Event
from orgs.domain.audit import Actor, record
from orgs.models import AuditEvent

SYSTEM = Actor(AuditEvent.Actor.SYSTEM, None)


def note(erasure: Erasure, what: str, actor: Actor = SYSTEM, **details: str | int) -> None:
    """Add a line to the timeline. `details`: numbers, and words of ours alone."""
    Event.objects.create(
        erasure=erasure,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        what=what,
        details=details,
    )


def note_act(
    erasure: Erasure, verb: str, actor: Actor, *, reason: str = "", **details: str | int
) -> None:
    """Add a line to the timeline and a row to the organisation's audit log: `erasure.{verb}`."""
    note(erasure, verb, actor, **details)
    record(
        actor=actor,
        action=f"erasure.{verb}",
        organization_id=erasure.organization_id,
        object_type="erasure",
        object_id=erasure.public_id,
        reason=reason,
        ticket=erasure.ticket,
        details=details,
    )
