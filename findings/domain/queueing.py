"""Making a review queue."""

import secrets

from django.db import transaction

from conversations.domain import wake
from findings.domain.errors import Refused
from findings.domain.once import id_of
from findings.models import QueueState, ReviewQueue, Sampling
from findings.models.queues import MOST_ITEMS, MOST_REVIEWERS
from findings.queries.kept import Read, keep
from orgs.domain import Actor, record
from orgs.models import Organization

DRAW = "findings.tasks.draw_queues"
MOST_OPEN_QUEUES = 200


@transaction.atomic
def make_queue(
    *, actor: Actor, organization: Organization, name: str, read: Read, goals: list[str],
    sampling: str, size: int | None, low_confidence: float, reviewers: int, once: str = "",
) -> ReviewQueue:  # fmt: skip
    """Keep a queue of what `read` selects; a worker draws it. Raises Refused, naming the field.

    `once`: the form's own random text, by which one that is sent twice makes one queue.
    """
    _check(name, sampling, size, reviewers)
    said = {
        "name": name.strip(),
        "query": keep(read.selection),
        "goals": goals,
        "sampling": sampling,
        "size": min(size, MOST_ITEMS) if size and sampling == Sampling.RANDOM else None,
        "low_confidence": low_confidence,
        "reviewers": reviewers,
    }
    public_id = id_of("queue", organization, actor, once, said)
    refuse_too_many(organization)
    queue, is_new = ReviewQueue.objects.get_or_create(
        public_id=public_id,
        defaults={
            **said,
            "organization": organization,
            "template_id": read.template.id,
            "seed": secrets.randbits(62),
            "made_by_id": actor.id,
        },
    )
    if is_new:
        record(
            actor=actor,
            action="queue.created",
            organization_id=organization.pk,
            object_type="queue",
            object_id=queue.public_id,
        )
        transaction.on_commit(lambda: wake(DRAW), robust=True)
    return queue


def _check(name: str, sampling: str, size: int | None, reviewers: int) -> None:
    if not name.strip():
        raise Refused("name", "Give the queue a name.")
    if not 1 <= reviewers <= MOST_REVIEWERS:
        raise Refused("reviewers", f"There may be 1 to {MOST_REVIEWERS} reviewers.")
    if sampling == Sampling.RANDOM and not size:
        raise Refused("size", "Say how many to draw.")


def refuse_too_many(organization: Organization) -> None:
    """Raise Refused where no more queues may be open."""
    unclosed = ReviewQueue.objects.filter(organization=organization).exclude(
        state=QueueState.CLOSED
    )
    if unclosed.count() >= MOST_OPEN_QUEUES:
        raise Refused("", f"There are {MOST_OPEN_QUEUES} open queues already; close one first.")
