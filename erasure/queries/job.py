"""All that is told of one job: its steps, its timeline, who approved, what was noted."""

import hashlib
from dataclasses import dataclass

from erasure.models import (
    Approval,
    Comment,
    Erasure,
    Event,
    Identity,
    Mention,
    MentionState,
    Preview,
    Receipt,
    Receiver,
    Step,
)
from orgs.models import AuditEvent, User

EVENTS_SHOWN = 200
MENTIONS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Job:
    """One request, read in a fixed number of statements. `names`: {user id: name}."""

    erasure: Erasure
    identity: Identity | None
    steps: list[Step]
    events: list[Event]
    comments: list[Comment]
    approvals: list[Approval]
    receivers: list[Receiver]
    mentions: list[Mention]
    receipt: Receipt | None
    names: dict[int, str]


def read(erasure: Erasure) -> Job:
    """Return everything that the job's page shows."""
    events = list(Event.objects.filter(erasure=erasure).order_by("-at", "-id")[:EVENTS_SHOWN])
    comments = list(
        Comment.objects.filter(erasure=erasure).select_related("author").order_by("at", "id")
    )
    approvals = list(
        Approval.objects.filter(erasure=erasure).select_related("user").order_by("at", "id")
    )
    return Job(
        erasure=erasure,
        identity=Identity.objects.filter(erasure=erasure).first(),
        steps=list(Step.objects.filter(erasure=erasure).order_by("position")),
        events=events,
        comments=comments,
        approvals=approvals,
        receivers=receivers(erasure),
        mentions=_mentions(erasure),
        receipt=Receipt.objects.filter(erasure=erasure).first(),
        names=_names(erasure, events),
    )


def receivers(erasure: Erasure) -> list[Receiver]:
    """Return the recall list as it was written down when the job began."""
    found = Receiver.objects.filter(erasure=erasure)
    return list(found.order_by("host", "endpoint", "event_type", "id"))


def _mentions(erasure: Erasure) -> list[Mention]:
    found = Mention.objects.filter(erasure=erasure, state=MentionState.OPEN)
    return list(found.order_by("id")[:MENTIONS_SHOWN])


def mark(erasure: Erasure) -> str:
    """Return a text that differs once anything changed which the job's page follows."""
    steps = Step.objects.filter(erasure=erasure).order_by("position")
    told = ".".join(f"{step.state[0]}{step.done}{step.attempts or ''}" for step in steps)
    last = Event.objects.filter(erasure=erasure).order_by("-id").values_list("id", flat=True)
    counted = erasure.counted_at.timestamp() if erasure.counted_at else 0
    open_ones = Mention.objects.filter(erasure=erasure, state=MentionState.OPEN).count()
    seen = Preview.objects.filter(erasure=erasure).values_list("made_at", flat=True).first()
    text = f"{erasure.state} {erasure.problem} {counted} {seen} {last.first()} {open_ones} {told}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _names(erasure: Erasure, events: list[Event]) -> dict[int, str]:
    """Return what the people are called who asked and who acted."""
    people = (AuditEvent.Actor.USER, AuditEvent.Actor.SUPPORT)
    acted = [(event.actor_kind, event.actor_id) for event in events]
    acted.append((erasure.requested_by_kind, erasure.requested_by_id))
    wanted = {key for kind, key in acted if kind in people and key}
    return {user.pk: user.display_name for user in User.objects.filter(pk__in=wanted)}
