"""All that is told of one job: its steps, its timeline, who approved, what was noted."""

import hashlib
from dataclasses import dataclass

from conversations.models import Participation
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
    mentions = _mentions(erasure)
    return Job(
        erasure=erasure,
        identity=Identity.objects.filter(erasure=erasure).first(),
        steps=list(Step.objects.filter(erasure=erasure).order_by("position")),
        events=events,
        comments=comments,
        approvals=approvals,
        receivers=receivers(erasure),
        mentions=mentions,
        receipt=Receipt.objects.filter(erasure=erasure).first(),
        names=_names(erasure, events, mentions),
    )


def receivers(erasure: Erasure) -> list[Receiver]:
    """Return the recall list as it was written down when the job began."""
    found = Receiver.objects.filter(erasure=erasure)
    return list(found.order_by("host", "endpoint", "event_type", "id"))


def _mentions(erasure: Erasure) -> list[Mention]:
    found = Mention.objects.filter(erasure=erasure, state=MentionState.OPEN)
    return list(found.order_by("id")[:MENTIONS_SHOWN])


@dataclass(frozen=True, slots=True)
class Reach:
    """What goes with some mentions' conversations, and how many others take part in these."""

    mentions: list[Mention]
    conversations: int
    others: int


def reach(erasure: Erasure, mention_ids: list[int]) -> Reach:
    """Return what erasing the conversations of these mentions takes from others."""
    found = Mention.objects.filter(
        erasure=erasure, state=MentionState.OPEN, pk__in=mention_ids, conversation_id__isnull=False
    )
    mentions = list(found.order_by("id"))
    keys = {key for each in mentions if (key := each.conversation_id)}
    part = Participation.objects.filter(conversation_id__in=keys)
    return Reach(mentions, len(keys), part.values("person_id").distinct().count())


def mark(erasure: Erasure) -> str:
    """Return a text that differs once anything changed which the job's page follows."""
    steps = Step.objects.filter(erasure=erasure).order_by("position")
    told = ".".join(f"{step.state[0]}{step.done}{step.attempts or ''}" for step in steps)
    last = Event.objects.filter(erasure=erasure).order_by("-id").values_list("id", flat=True)
    counted = erasure.counted_at.timestamp() if erasure.counted_at else 0
    open_ones = Mention.objects.filter(erasure=erasure, state=MentionState.OPEN).count()
    seen = Preview.objects.filter(erasure=erasure).values_list("made_at", flat=True).first()
    asked = Mention.objects.filter(erasure=erasure, proposed_by__isnull=False).count()
    text = f"{erasure.state} {erasure.problem} {counted} {seen} {last.first()} {open_ones} {told}"
    text = f"{asked} {text}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _names(erasure: Erasure, events: list[Event], mentions: list[Mention]) -> dict[int, str]:
    """Return what the people are called who asked and who acted."""
    people = (AuditEvent.Actor.USER, AuditEvent.Actor.SUPPORT)
    acted = [(event.actor_kind, event.actor_id) for event in events]
    acted.append((erasure.requested_by_kind, erasure.requested_by_id))
    wanted = {key for kind, key in acted if kind in people and key}
    wanted |= {mention.proposed_by for mention in mentions if mention.proposed_by}
    return {user.pk: user.display_name for user in User.objects.filter(pk__in=wanted)}
