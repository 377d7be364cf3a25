"""The audit log: one row beside each change it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass

from orgs.models import AuditEvent
from web.logs import current_request_id

Topic = AuditEvent.Topic
_TOPICS = {
    "user": Topic.SIGN_INS,
    "member": Topic.MEMBERS,
    "invitation": Topic.MEMBERS,
    "key": Topic.KEYS,
    "support": Topic.SUPPORT,
    "erasure": Topic.ERASURES,
    "retention": Topic.ERASURES,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where."""

    kind: AuditEvent.Actor
    id: int | None
    address: str | None = None


def record(
    *,
    actor: Actor,
    action: str,
    organization_id: int | None,
    object_type: str = "",
    object_id: str = "",
    reason: str = "",
    ticket: str = "",
    details: Mapping[str, str | int] | None = None,
) -> AuditEvent:
    """Write one audit row beside the change it tells of; call it inside that transaction.

    `details`: what changed, in words of ours alone (a role, a count), never anyone's.
    """
    return AuditEvent.objects.create(
        actor_kind=actor.kind,
        actor_id=actor.id,
        address=actor.address,
        action=action,
        topic=topic_of(action),
        organization_id=organization_id,
        object_type=object_type,
        object_id=object_id,
        reason=reason,
        ticket=ticket,
        details=dict(details or {}),
        request_id=current_request_id.get(),
    )


def topic_of(action: str) -> str:
    """Return under which topic of the log an action is found, "" for one of none."""
    subject, _, verb = action.partition(".")
    if verb in ("export", "exported"):
        return Topic.EXPORTS
    return _TOPICS.get(subject, "")
